## Said by the scripts
reference = Referencia
report = Avisar a soporte
browser_says = Su navegador indica
copy = Copiar
copied = Copiado
working = Esperando su clave de acceso…
identifier_missing = Escriba primero su nombre de usuario.
organisation_missing = Escriba el nombre de su organización.
name_missing = Escriba un nombre.
unsupported_title = Este navegador no admite claves de acceso
unsupported = Use una versión actual de Chrome, Safari, Edge o Firefox en un dispositivo compatible con claves de acceso.
insecure = Los navegadores solo ofrecen claves de acceso en direcciones seguras. Abra esta página con https.
not_reached_title = No hemos podido conectar con el servidor
not_reached = Compruebe su conexión y vuelva a intentarlo. Por ahora, nada ha cambiado.

## What an error offers
action_retry = Reintentar
action_other_passkey = Usar otra clave de acceso
action_password = Usar contraseña
action_other_method = Iniciar sesión de otra forma
action_later = Configurarla más tarde
action_restart = Empezar de nuevo
action_sign_in = Iniciar sesión
action_manage_passkeys = Ver claves de acceso

## What has happened
signed_out = Ha cerrado la sesión.
welcome = Keystead está listo. Los miembros inician sesión en { $address }.
signing_in = Iniciando sesión…
signing_up = Creando su cuenta…
setting_up = Configurando…
enabled = Activada
not_set_up = Sin configurar
synced = Sincronizada
device_bound = Vinculada al dispositivo
add_title = Añadir otra clave de acceso
add_first_title = Añada su primera clave de acceso
added_notice = Clave de acceso añadida.
renamed_notice = Nombre guardado.
deleted_notice = Clave de acceso eliminada.
backup_title = Añada una clave de acceso de reserva

## Why one cannot be deleted
last_passkey = Esta es su última clave de acceso. Añada otra antes de eliminarla.
fewest_passkeys = Su organización exige tantas claves de acceso como usted tiene. Añada otra antes de eliminar esta.

## On several pages
username = Nombre de usuario
email_or_username = Correo electrónico o nombre de usuario
email_or_username_missing = Escriba primero su correo electrónico o su nombre de usuario.
email = Correo electrónico
email_missing = Escriba primero su correo electrónico.
phone = Número de teléfono
phone_missing = Escriba primero su número de teléfono.
email_or_phone = Correo electrónico o número de teléfono
email_or_phone_missing = Escriba primero su correo electrónico o su número de teléfono.
phone_or_username = Número de teléfono o nombre de usuario
phone_or_username_missing = Escriba primero su número de teléfono o su nombre de usuario.
any_name = Correo electrónico, número de teléfono o nombre de usuario
any_name_missing = Escriba primero su correo electrónico, su número de teléfono o su nombre de usuario.
username_rule = Letras, dígitos, puntos, guiones y guiones bajos.
username_hint = No hace falta: su clave de acceso ya sabe quién es usted.
display_name = Nombre para mostrar
optional = opcional
optional_field = { $label } (opcional)
cancel = Cancelar
continue_with_passkey = Continuar con clave de acceso
use_before = Usar una clave de acceso anterior
create_passkey = Crear clave de acceso
no_script = Las claves de acceso necesitan JavaScript. Actívelo para esta página y vuelva a cargarla.
skip_to_content = Ir al contenido

## Sign-in
sign_in = Iniciar sesión
sign_in_lead = Desbloquee con su huella dactilar, su rostro, el bloqueo de pantalla o una llave de seguridad.
no_account = ¿No tiene cuenta?
links_gave_way = Los enlaces mágicos están desactivados porque el inicio de sesión único (SSO) está activado. Use el proceso de recuperación de SSO de su organización o póngase en contacto con un administrador.
ended_idle = Su sesión se ha cerrado por inactividad.

## Joining with an address
join_address = Dirección de correo electrónico
join_phone = Número de teléfono
join_address_or_phone = Dirección de correo electrónico o número de teléfono
join_phone_hint = Empiece el número de teléfono con + y el código del país.
join_send = Enviarme un código
join_sent = Le hemos enviado un mensaje. Escriba aquí el código que contiene; es válido durante unos minutos.
join_other = Usar otra dirección
join_make = Confirmado. Ahora cree su cuenta.
join_make_account = Crear cuenta
new_password = Contraseña nueva
join_or_name = O elija un nombre de usuario
invitation_title = Ha recibido una invitación
invitation_lead = Cree su cuenta con esta dirección.
invitation_take = Aceptar la invitación
invitation_gone_title = Esta invitación ya no es válida
invitation_gone_lead = Ya se aceptó, se retiró o es demasiado antigua. Pida otra a quien le invitó.
enrolment_link_title = Cree su clave de acceso
enrolment_link_lead = Un administrador envió este enlace a:

## An account at a provider
offer_title = Vincule su cuenta de
offer_lead = Pertenece a una dirección que ya tiene una cuenta aquí. Si acepta y después inicia sesión, a partir de ahora le abrirá esa cuenta.
offer_newcomer = Si acepta, le abrirá la cuenta que va a crear aquí.
offer_yes = Sí, vincular
offer_no = No

## Recovery
recovery_title = ¿Problemas para iniciar sesión?
recovery_lead = Escriba el nombre con el que inicia sesión. Después, demuestre quién es de otra forma y configure una nueva manera de iniciar sesión.
new_password_title = Elija una contraseña nueva
end_other_sessions = Cerrar todas mis otras sesiones
stop_title = ¿Detener la recuperación?
stop_lead = Alguien pide recuperar el acceso a su cuenta. Si no es usted, detenga la recuperación. No cambiará nada más en su cuenta.
stop_recovery = Detener la recuperación
stopped_title = La recuperación se ha detenido
stopped_lead = Quien la pidió tendría que empezar de nuevo, y a usted se le volvería a avisar. Si esa persona puede leer su correo, cambie la contraseña de su buzón.
stop_gone_title = No hay nada que detener
stop_gone_lead = La recuperación ya se detuvo, ya terminó o es demasiado antigua.
recovery_waits = Alguien pide recuperar el acceso a su cuenta mediante mensajes. La recuperación podrá continuar a partir del { $time } si nadie la detiene.
wait_title = Vuelva más tarde
wait_lead = Su recuperación queda en espera para que nadie se apodere de su cuenta sin que usted lo note. Hemos enviado un mensaje a todas las direcciones de su cuenta. Si nadie detiene la recuperación, vuelva a empezarla entre el { $time } y el { $end }. Iniciar sesión con una clave de acceso la cancela.
quarantined = Apartada: no se usa hasta que usted la confirme
other_address = Creada para otra dirección:
confirm_passkey = Sigue siendo mía
replace_lead = Si ha perdido su dispositivo antiguo, o puede tenerlo otra persona, suspenda sus claves de acceso. Nadie podrá usarlas hasta que usted las confirme.
replace_passkeys = Suspender las demás
notice_seen = Entendido
account_held = Hasta que pase un día, no se podrá eliminar ni cambiar ninguna clave de acceso ni ninguna dirección.

## The steps of a journey
other_ways = Otras formas de iniciar sesión
other_way = Iniciar sesión de otra forma
continue_with = Continuar con
go_on = Continuar
not_you = ¿No es usted?
first_lead = Demuestre quién es.
second_title = Un paso más
password_lead = Escriba su contraseña.
magic_link_lead = Le enviaremos un enlace por correo electrónico. Ábralo e inicie sesión con un toque.
email_code_lead = Le enviaremos un código por correo electrónico.
sms_code_lead = Le enviaremos un código por SMS a su teléfono.
totp_lead = Abra su aplicación de autenticación y escriba el código que muestra.
recovery_code_lead = Escriba uno de los códigos que guardó. Cada uno sirve una sola vez.
single_sign_on_lead = Inicie sesión en su organización; después volverá aquí.
access_pass_lead = Escriba el pase que le dio un administrador.
code_of_link = Código de otro dispositivo
code_of_link_hint = Solo si abrió el enlace en otro dispositivo, que le mostrará un código.
remember = { $days ->
    [one] Recordar este navegador durante { $days } día
   *[other] Recordar este navegador durante { $days } días
}
remember_hint = Durante ese tiempo, no se le pedirá un segundo factor en él. Hágalo solo en un dispositivo suyo.
password = Contraseña
code = Código
send_again = Enviar de nuevo
send_again_hint = Se puede enviar otro pasado un minuto, y solo unos pocos en una hora.
sent_by_mail = Si esa cuenta existe, le llegará un mensaje. Es válido durante unos minutos.
sent_second_mail = Le llegará un mensaje. Si no llega, pida otro pasado un minuto.
sent_second_phone = Le llegará un SMS. Si no llega, pida otro pasado un minuto.
sent_link = Si esa cuenta existe, le llegará un mensaje. Abra el enlace en este navegador.
sent_to_phone = Si esa cuenta existe, le llegará un SMS. Es válido durante unos minutos.
method_passkey = Clave de acceso
method_password = Usar contraseña
method_magic_link = Recibir un enlace por correo electrónico
method_email_code = Recibir un código por correo electrónico
method_sms_code = Recibir un código por SMS
method_totp = Aplicación de autenticación
method_recovery_code = Código de recuperación
method_single_sign_on = Inicio de sesión único
method_access_pass = Pase de acceso temporal
link_title = Inicie sesión con este enlace
link_lead = Un toque más e iniciará sesión aquí.
link_recovery_title = Recupere el acceso a su cuenta
link_recovery_lead = Un toque más y seguirá aquí con la recuperación.
recovery_link_lead = Le enviaremos un enlace por correo electrónico con el que podrá volver a entrar en su cuenta.
link_elsewhere_title = ¿Se pidió el enlace en otro dispositivo?
link_elsewhere_lead = Solo inicia sesión donde se pidió. Este dispositivo puede mostrarle un código para escribirlo allí.
link_show_code = Mostrar el código
link_not_asked = ¿No lo pidió usted? Cierre esta página y no diga el código a nadie.
link_code_title = Escriba este código donde está iniciando sesión
link_code_lead = Es válido durante unos minutos y solo en el navegador desde el que se pidió el enlace.
link_gone_title = Este enlace ya no funciona
link_gone_lead = Ya se usó o es demasiado antiguo. Pida uno nuevo.
new_app_title = Configure una aplicación de autenticación
new_app_show = Mostrar el código QR
new_app_show_again = Mostrar otro código QR
new_app_scan = Escanee este código QR con su aplicación de autenticación y escriba el código que esta muestra. El código QR se muestra una sola vez.
new_app_picture = Código QR para su aplicación de autenticación
new_app_letters = O escriba esta clave en la aplicación:
new_app_open = Abrir en una aplicación de este dispositivo
held_title = Añada una clave de acceso para continuar
held_required = Su organización exige una clave de acceso. Añada una para iniciar sesión.
held_more = Su organización exige una clave de acceso más. Añádala para iniciar sesión.
held_after_link = Su organización exige una clave de acceso cuando se inicia sesión por correo electrónico. Añada una para terminar de iniciar sesión.
held_device_bound = Su organización exige una clave de acceso que permanezca en su dispositivo, como una llave de seguridad. Añada una para iniciar sesión.
held_second_factor = Su organización exige un segundo factor. Añada una clave de acceso para iniciar sesión.
held_new_app = Su organización exige un segundo factor. Configure una aplicación de autenticación para iniciar sesión.
held_because = { $why } Añada una clave de acceso para iniciar sesión.
held_because_app = { $why } Configure una aplicación de autenticación para iniciar sesión.
held_recovery = Añada una clave de acceso nueva para terminar de recuperar su cuenta.
held_new_password = Elija una contraseña nueva para terminar de recuperar su cuenta.
help_title = Ayuda de su organización
held_help = ¿No tiene ningún dispositivo que pueda guardar una clave de acceso? Pida ayuda a un administrador de su organización.

## Sign-up
sign_up = Registrarse
sign_up_lead = Elija un nombre y cree una clave de acceso. No hay ninguna contraseña que recordar.
display_name_hint = Así le verán los demás. Si lo deja vacío, será su nombre de usuario.
sign_up_lead_address = Empiece con su dirección. Enviaremos un código allí para que nadie la use en su nombre.
sign_up_lead_make = Un paso más y la cuenta será suya.
have_account = ¿Ya tiene una cuenta?

## The suggestion after a sign-in
suggest_title = Inicie sesión más rápido la próxima vez
suggest_lead = Añada una clave de acceso e inicie sesión con su huella dactilar, su rostro o el bloqueo de pantalla. Sus otras formas de iniciar sesión no cambian.
suggest_here_title = ¿Añadir también una clave de acceso en este dispositivo?
suggest_here_lead = Ha iniciado sesión sin la clave de acceso que ya tiene. Con una en este dispositivo, basta un solo toque.
suggest_again_title = Tiene que renovar sus claves de acceso
suggest_again_lead = Ahora aquí se piden claves de acceso de otro tipo. Añada una nueva; las antiguas se conservan.
suggest_soon_title = Pronto será obligatoria una clave de acceso
suggest_soon_lead = Su organización pide a todos una clave de acceso. Añada la suya ahora y nada le impedirá iniciar sesión.
later = Lo haré más tarde
saved_notice = Se ha guardado una clave de acceso para su cuenta: la próxima vez podrá iniciar sesión sin contraseña. Si no la quiere, elimínela más abajo.

## Account > Security
user_menu = Menú de usuario
console = Administración
account_settings = Configuración de la cuenta
account = Cuenta
security = Seguridad
sign_out = Cerrar sesión
registered_passkeys = Claves de acceso registradas
passkey_mfa = MFA con clave de acceso
required_by_policy = Exigida por la política
no_passkeys = Aún no tiene ninguna clave de acceso. Añada una para iniciar sesión con el bloqueo de pantalla de su dispositivo.
added = Añadida el
updated = Actualizada el
last_used = Último uso:
never_used = Aún sin usar
rename = Cambiar nombre
save = Guardar
delete = Eliminar
name = Nombre
name_hint = Por ejemplo, «Portátil de la oficina». Puede cambiarlo más tarde.
add_passkey = Añadir clave de acceso
backup = Una segunda clave de acceso, en otro dispositivo o en una llave de seguridad, reduce el riesgo de quedarse sin acceso si pierde esta.
locked = Las opciones de seguridad dependen de la política de su organización y de los permisos de su cuenta. Si no puede cambiar un ajuste, póngase en contacto con el administrador de { $organization }.
added_software = Registro correcto. Su clave de acceso de software ya está registrada y lista para usarse como método de 2FA.
added_hardware = Registro correcto. Su llave de seguridad física ya está registrada y lista para usarse como método de 2FA.
passkeys_off = Su organización no usa claves de acceso aquí.
limit_reached = Ha alcanzado el número máximo de claves de acceso. Elimine una para añadir otra.
care = Añada claves de acceso solo en dispositivos que sean suyos, no en dispositivos compartidos ni públicos. Nunca comparta una clave de acceso, un bloqueo de pantalla ni una llave de seguridad.
delete_title = ¿Eliminar esta clave de acceso?
delete_lead = Ya no podrá iniciar sesión con ella. Antes de continuar:
delete_point_other = ¿Tiene otra clave de acceso que funcione?
delete_point_device = ¿Ha perdido, retirado o sustituido el dispositivo?
delete_point_only = Compruebe que no sea el único método de inicio de sesión que se le exige tener.
delete_elsewhere = Al eliminarla, también se cerrarán todas sus otras sesiones.
delete_confirm = Eliminar clave de acceso
keep = Conservarla
confirm_title = Confirme que es usted
confirm_sent = Le hemos enviado un código. Es válido durante unos minutos.
sign_in_again = Volver a iniciar sesión
sign_in_again_lead = Después volverá a esta página.
confirm_lead = Antes de continuar, desbloquee con una clave de acceso que tenga.

## Still working?
idle_title = ¿Sigue trabajando?
idle_lead = No ha habido actividad aquí desde hace un rato. Cuando se acabe el tiempo, se cerrará la sesión.
idle_left = Su sesión se cerrará en { $time }.
idle_stay = Mantener la sesión iniciada

## Set-up
setup_title = Le damos la bienvenida a Keystead
setup_lead = La suya es la primera cuenta de administrador. Cree la clave de acceso con la que iniciará sesión.
setup_again_title = Añadir un administrador o devolverle el acceso
setup_console = Después administrará Keystead en /admin, que también es «Administración» en su menú.
setup_again_lead = Escriba el nombre de un administrador para darle una clave de acceso nueva, o un nombre nuevo para añadir uno.
organisation = Organización
organisation_hint = Se muestra en la parte superior de todas las páginas.
setup_spent_title = Este enlace de configuración ya no funciona
setup_spent = Ya se usó o tiene más de una hora. Genere uno nuevo en la máquina donde se ejecuta el servidor:

## Other pages
waiting_title = Ya casi está
waiting = Este servidor está pendiente de configuración. Abra el enlace que aparece en su terminal.
waiting_again = ¿Ha perdido el enlace? Genere uno nuevo en la máquina donde se ejecuta el servidor:
front_page = Ir a la página principal
front_doors_title = Demostración de Keystead
front_doors_lead = Una demostración con miembros ficticios. Cada puerta de abajo abre una página de inicio de sesión de ejemplo con otra configuración.
front_doors_open = Regístrese y cree una clave de acceso
front_doors_members = Inicie sesión como miembro de ejemplo
front_doors_password = Donde se pida una contraseña, es
sample_members = Miembros de ejemplo:
sample_administrator = (administrador)
front_doors_messages = Códigos y enlaces
front_doors_mailbox = buzón
front_doors_messages_lead = Esta demostración no envía correos ni SMS. Lo que habría enviado está en el
mailbox_title = Buzón
mailbox_lead = Esta demostración no envía nada. Aquí está lo que habría enviado, lo más reciente primero.
mailbox_empty = Todavía nada.
mailbox_text_message = SMS
mailbox_to = Para
language = Idioma

## Help
help = Ayuda
support_email = Correo electrónico
support_help_center = Centro de ayuda
support_forum = Foro de la comunidad
privacy = Privacidad
terms = Condiciones
guide = Guía de estos ajustes

## Account pages
parts_title = Más opciones de seguridad
account_no_script = Los cambios en esta página necesitan JavaScript. Actívelo y vuelva a cargarla.
recovery_codes = Códigos de recuperación
address = Dirección
addresses = Direcciones
linked_account = Cuenta vinculada
linked_accounts = Cuentas vinculadas
sessions = Sesiones y navegadores
activity = Actividad
ends_others = Se cerrarán todas sus otras sesiones.
remove = Eliminar

## Password
password_is_set = Establecida
password_is_none = Sin establecer
password_changed_at = Último cambio:
password_missing = Escriba una contraseña nueva.
password_rule = Al menos { $least } caracteres y como máximo { $most }. Van bien varias palabras que solo usted combinaría.
password_set_now = Establecer contraseña
password_change_now = Cambiar contraseña
password_remove = Eliminar contraseña
password_remove_question = ¿Eliminar su contraseña?
password_remove_lead = Iniciará sesión con sus otros métodos. Se cerrarán todas sus otras sesiones.
password_stays = La contraseña se conserva porque sin ella no podría iniciar sesión.
password_set_news = Contraseña establecida.
password_removed_news = Contraseña eliminada.

## Authenticator app
app_lead = Una aplicación de su teléfono muestra un código nuevo cada medio minuto. Escríbalo al iniciar sesión.
app_set_up_now = Configurar una aplicación
app_replace_now = Configurar otra aplicación
app_replaces = La aplicación que tiene seguirá funcionando hasta que escriba un código de la nueva.
app_not_offered = Aquí ya no se usan aplicaciones de autenticación. Puede eliminar la suya.
app_remove = Eliminar aplicación
app_remove_question = ¿Eliminar su aplicación de autenticación?
app_remove_lead = Los códigos de la aplicación dejarán de funcionar de inmediato. Se cerrarán todas sus otras sesiones.
app_confirm = Usar esta aplicación
app_added_news = Aplicación de autenticación configurada.
app_removed_news = Aplicación de autenticación eliminada.
code_missing = Escriba el código.

## Recovery codes
codes_left = Códigos restantes
codes_made = Creados el
codes_lead = Guarde estos códigos en papel o en un lugar seguro. Cada uno sirve una sola vez, cuando no funciona nada más.
codes_draw = Crear códigos de recuperación
codes_draw_again = Crear códigos nuevos
codes_question = ¿Crear códigos nuevos?
codes_warning = Los códigos que tiene dejarán de funcionar de inmediato. Se cerrarán todas sus otras sesiones.
codes_not_offered = Aquí ya no se usan códigos de recuperación.
codes_title = Sus nuevos códigos de recuperación
codes_once = Solo se muestran esta vez. Guárdelos ahora.
codes_print = Imprimir
codes_download = Descargar como texto

## Addresses
addresses_lead = Los mensajes y los códigos llegan a estas direcciones. Cuando se añade o se elimina una, avisamos a todas las demás.
addresses_none = Aún no tiene ninguna dirección.
address_verified = Verificada
address_unverified = Sin verificar
address_verify = Verificar
address_add_title = Añadir una dirección
address_label = Dirección de correo electrónico o número de teléfono
address_missing = Escriba una dirección.
address_phone_hint = Empiece el número de teléfono con + y el código del país.
address_verify_title = Escriba el código
address_sent = Hemos enviado un código a { $address }. Es válido durante unos minutos.
address_confirm = Verificar dirección
address_keep_title = ¿Qué es suyo?
address_keep_lead = Esta dirección estaba en su cuenta antes de que nadie la verificara. Marque lo que creó usted: todo lo demás se eliminará.
address_stays = Esta dirección se conserva porque la necesita una forma de iniciar sesión o la recuperación.
address_remove_question = ¿Eliminar esta dirección?
address_remove_lead = Si está verificada, primero enviaremos un código a esa dirección. Se cerrarán todas sus otras sesiones.
address_remove_code = Código enviado a esta dirección
address_added_news = Dirección verificada.
address_removed_news = Dirección eliminada.

## Linked accounts
links_lead = Con estas cuentas de otros servicios puede iniciar sesión aquí.
links_none = No hay ninguna cuenta vinculada.
link_with = Vincular una cuenta de { $provider }
link_remove = Desvincular
link_stays = Esta cuenta sigue vinculada porque sin ella no podría iniciar sesión.
link_remove_question = ¿Desvincular esta cuenta?
link_remove_lead = Ya no podrá iniciar sesión aquí con ella.
link_removed_news = Cuenta desvinculada.
linked_at = Vinculada el

## Sessions and browsers
sessions_title = Dónde tiene sesiones abiertas
more_are = Y { $count } más.
session_this = Esta sesión
session_began = Iniciada el
session_active = Última actividad:
session_end = Cerrar
sessions_end_others = Cerrar todas las demás
sessions_end_question = ¿Cerrar todas las demás sesiones?
sessions_end_lead = Solo quedará abierta esta sesión.
session_ended_news = Sesión cerrada.
sessions_ended_news = Todas las demás sesiones se han cerrado.
feedback_title = Su opinión sobre las claves de acceso
feedback_lead = Usted prueba las claves de acceso antes que los demás. Díganos cómo fue:
feedback_understand = Si añadir una clave de acceso es fácil de entender.
feedback_works = Si el inicio de sesión funciona en su dispositivo.
feedback_wording = Si los textos de los avisos son claros.
feedback_fallback = Si la alternativa con contraseña es fácil de encontrar.
feedback_confusion = Si algún dispositivo o navegador causa confusión.
feedback_yes = Sí
feedback_partly = En parte
feedback_no = No
feedback_remark = ¿Algo más? (opcional)
feedback_send = Enviar opinión
feedback_given_news = Gracias. Su opinión se ha enviado.
browsers_title = Navegadores conocidos
browsers_lead = Ya ha iniciado sesión con estos navegadores. En un navegador olvidado se le volverá a pedir todo.
browsers_none = No hay ningún navegador conocido.
browser_this = Este navegador
browser_seen = Visto por última vez el
browser_trusted = No se pide segundo factor hasta el
browser_forget = Olvidar
browser_forgotten_news = Navegador olvidado.
browser_on = { $browser } en { $system }
browser_unknown = Navegador o programa desconocido

## Activity
activity_lead = Lo ocurrido en su cuenta en los últimos 90 días, lo más reciente primero. Si algo no lo hizo usted, cambie su contraseña y cierre sus otras sesiones.
activity_none = No ha ocurrido nada en los últimos 90 días.
event_sign_in = Inicio de sesión
event_sign_up = Cuenta creada
event_step_up = Identidad confirmada
event_sign_out = Cierre de sesión
event_session_idle = Sesión cerrada por inactividad
event_device_allowed = Aplicación admitida en un dispositivo
event_device_refused = Aplicación rechazada en un dispositivo
event_code_exchanged = Sesión entregada a un sitio
event_session_revoked = Sesión cerrada
event_other_sessions_revoked = Todas las demás sesiones cerradas
event_user_suspended = Cuenta suspendida
event_user_restored = Cuenta reactivada
event_passkey_added = Clave de acceso añadida
event_passkey_renamed = Nombre de la clave de acceso cambiado
event_passkey_removed = Clave de acceso eliminada
event_passkey_confirmed = Clave de acceso confirmada
event_passkeys_replaced = Claves de acceso suspendidas
event_recovered = Cuenta recuperada
event_recovery_waits = Recuperación solicitada
event_recovery_stopped = Recuperación detenida
event_access_pass_issued = Pase de acceso temporal emitido
event_enrolment_link_sent = Enlace para crear una clave de acceso enviado
event_access_pass_ended = Pase de acceso temporal finalizado
event_totp_added = Aplicación de autenticación configurada
event_totp_removed = Aplicación de autenticación eliminada
event_recovery_codes_drawn = Códigos de recuperación creados
event_recovery_code_used = Código de recuperación usado
event_password_set = Contraseña establecida
event_password_changed = Contraseña cambiada
event_password_removed = Contraseña eliminada
event_account_linked = Cuenta vinculada
event_account_unlinked = Cuenta desvinculada
event_application_entered = Inicio de sesión en una aplicación
event_application_left = Aplicación desconectada
event_passkey_noticed = Cambio detectado en una clave de acceso
event_address_added = Dirección añadida
event_address_removed = Dirección eliminada
event_factors_cleared = Métodos de inicio de sesión eliminados en la primera verificación
event_invitation_accepted = Invitación aceptada
event_guessing_stopped = Método de inicio de sesión bloqueado tras intentos fallidos
event_guessing_allowed = Método de inicio de sesión permitido de nuevo
event_device_trusted = Navegador recordado
event_device_forgotten = Navegador olvidado
event_other = Cambio en la cuenta
refused_sign_in = Inicio de sesión rechazado
refused_sign_up = Registro rechazado
refused_step_up = Confirmación de identidad rechazada
refused_passkey = Cambio de claves de acceso rechazado
refused_password = Cambio de contraseña rechazado
refused_other = Cambio rechazado

## Passkeys, step by step

tested_notice = Esta clave de acceso funciona.
only_brand = Todas sus claves de acceso están guardadas en { $brand } y solo llegan a dispositivos de esa marca. Para otros dispositivos, añada allí una clave de acceso, o una llave de seguridad.
older_key = ¿Llave antigua o sin PIN?
test_passkey = Probar
kinds_title = Qué son estos tipos de claves de acceso
kind_device_name = Clave de acceso: autenticadores de plataforma
kind_phone_name = Clave de acceso: autenticador multiplataforma
kind_key_name = Llaves de seguridad
kind_passkey_name = Clave de acceso
kind_device = Integrada en un dispositivo y usada en él, o en todos los dispositivos sincronizados. Se guarda en el chip de seguridad del dispositivo, como el TPM en Windows.
kind_phone = Su teléfono (Android o iOS), usado para iniciar sesión en otro dispositivo cercano. Se guarda en el teléfono.
kind_key = Un dispositivo aparte, como una YubiKey, por USB, NFC o Bluetooth. Se guarda solo en él. No se sincroniza con la nube: debe estar físicamente junto al dispositivo que se usa.
delete_why_lost = Perdido o robado
delete_why_retired = Ya no se usa
delete_why_replaced = Sustituido por otro
app_enabled = Activada
app_not_set_up = Sin configurar
app_added = Añadida el
address_added = Añadida el
new_device = Tengo un dispositivo nuevo
new_device_lead = En tres pasos podrá iniciar sesión con su dispositivo nuevo. Haga lo mismo si ha perdido un dispositivo.
new_device_old_title = Bloquear el dispositivo antiguo
replace_question = ¿Suspender sus demás claves de acceso?
replace_effects = No sirven de nada hasta que usted las confirme. Se cerrará su sesión en todos los demás lugares y se avisará a sus direcciones.
replace_none = No hay ninguna otra clave de acceso en uso.
replaced_news = Sus demás claves de acceso están suspendidas.
new_device_add_title = Añadir una clave de acceso en este dispositivo
new_device_old_ones_title = Eliminar las antiguas
new_device_old_ones = Elimine las que ya no use, en cuanto esté seguro.
register_title = Añadir una clave de acceso paso a paso
register_tabs = Métodos
register_where = ¿Dónde quiere guardarla?
register_mobile = Dispositivos móviles/Gestor de contraseñas
register_here = Este dispositivo, o su gestor de contraseñas
register_phone = iPhone, iPad o dispositivo Android
register_phone_hint = Aparece un código QR. Abra la cámara de su teléfono y apunte al código, con el Bluetooth activado. Toque allí «Registrar» o «Crear clave de acceso» y verifique su identidad con Face ID, Touch ID, huella o el PIN del dispositivo. Evite los dispositivos que no tenga siempre a mano, como las tabletas.
register_physical = Dispositivo físico
register_physical_hint = Elija «Llave de seguridad» si su navegador lo pregunta. Inserte la llave en el puerto USB, o acérquela al dispositivo para usar NFC, introduzca su PIN cuando se le pida y toque su botón o sensor.
name_device = Ponga nombre a su dispositivo
register = Registrar
registered_software_title = Registro correcto
registered_software = Su clave de acceso de software ya está registrada y lista para usarse como método de 2FA.
registered_hardware_title = El registro se ha completado
registered_hardware = Su llave de seguridad física ya está registrada y lista para usarse como método de 2FA.
registered_first = A partir de ahora puede iniciar sesión con ella.

## Telling support

report_title = Cuente a soporte qué ha pasado
report_lead = Solo se envía lo que aparece aquí. Nadie que le ayude le pedirá una contraseña, un PIN, su huella ni su rostro.
report_device = Dispositivo y navegador
report_error = Error
report_doing = ¿Qué estaba haciendo?
report_sign_in = Iniciar sesión
report_setup = Añadir una llave de acceso
report_password = ¿Funciona aún su contraseña?
report_untried = No lo he probado
report_yes = Sí
report_no = No
report_none = No tengo contraseña
report_words = ¿Qué ha pasado?
report_hint = No escriba aquí contraseñas, PIN ni códigos.
report_send = Enviar
report_sent = Enviado. Soporte encuentra su aviso por la referencia.

# Applications
application_title = ¿Iniciar sesión en esta aplicación?
application_may = Podrá:
application_unknown = Aplicación desconocida de
application_unchecked = Nadie la ha comprobado aquí. Si continúa, se le enviará a
application_signed_in = Ha iniciado sesión como
application_scope_openid = Saber que es usted
application_scope_profile = Ver su nombre y su nombre de usuario
application_scope_email = Ver su dirección de correo electrónico
application_scope_phone = Ver su número de teléfono
application_scope_offline = Mantener la sesión iniciada mientras no está
application_scope_view = Ver los ajustes de seguridad de su cuenta
application_scope_manage = Cambiar los ajustes de seguridad de su cuenta
application_allow = Continuar
application_switch = Usar otra cuenta
application_other_title = Esta aplicación espera otra cuenta
application_back_title = Volviendo a la aplicación
application_back = Si no ocurre nada, continúe aquí.
application_gone_title = Esta solicitud no está completa
application_gone = La dirección que le trajo aquí no está completa o es demasiado antigua. Vuelva a la aplicación y empiece de nuevo.
applications = Aplicaciones conectadas
applications_lead = Usted inicia sesión en estas aplicaciones con esta cuenta.
applications_none = No hay ninguna aplicación conectada.
application_since = Conectada
application_disconnect = Desconectar
application_disconnect_question = ¿Desconectar esta aplicación?
application_disconnect_lead = Ya no verá nada de su cuenta y le preguntará de nuevo antes del próximo inicio de sesión.
application_disconnected_news = La aplicación está desconectada.
logout_title = ¿Cerrar sesión?
logout_lead = Se cierra su sesión aquí y se informa a las aplicaciones en las que inició sesión con esta cuenta.
device_title = Iniciar sesión en un dispositivo
device_lead = Escriba el código que muestra su dispositivo.
device_code = Código
device_unknown = Ningún dispositivo muestra este código, o ya no. Compruébelo o pida uno nuevo a su dispositivo.
device_too_often = Demasiados códigos incorrectos. Espere diez minutos y vuelva a intentarlo.
device_question = ¿Dejar entrar a esta aplicación en su dispositivo?
device_warning = Continúe solo si usted mismo inició esto, en un dispositivo que tiene delante. Si alguien le envió este código o este enlace, cancele: entraría en su cuenta.
device_from = La solicitud procede de:
device_proof = Confirmar con su clave de acceso
device_needs_passkey = Solo lo permite una prueba reciente con una clave de acceso.
device_passkeys = Sus claves de acceso
device_allow = Dejar entrar
device_allowed_title = Su dispositivo puede entrar
device_allowed = Vuelva a su dispositivo: continúa por sí solo. Puede cerrar esta página.
device_refused_title = No se dejó entrar a nadie
device_refused = El dispositivo no obtiene nada. Puede cerrar esta página.
device_gone = El código es demasiado antiguo o ya se respondió. Pida uno nuevo a su dispositivo.
