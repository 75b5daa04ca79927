# Whole sentences that leave the pages: messages, news of an account, and rules in plain words.

## What several messages share

foot = { $tenant }. Este mensaje se ha enviado automáticamente; nadie lee las respuestas.
colon = :
when = Fecha
from = Dirección IP
with = Navegador
secret = No se lo dé nunca a nadie, ni siquiera a alguien de { $tenant }.
secret_short = No se lo dé nunca a nadie.
once = Sirve una sola vez, durante { $minutes ->
    [one] { $minutes } minuto
   *[other] { $minutes } minutos
}.
same_browser = Use este enlace en el navegador desde el que lo pidió:
look_now = Si no fue usted, revise su cuenta ahora.
not_you = Si no fue usted, inicie sesión, elimine lo que no sea suyo y cierre todas las sesiones. Si no puede iniciar sesión, escriba a { $tenant }.
account_button = Ver su cuenta
sign_in_button = Iniciar sesión
an_administrator = Un administrador

## Messages: the subject, then lines in order; what is missing in one leaves it out

sign_in_code = Su código de inicio de sesión para { $tenant }
    .lead_1 = Escriba este código donde está iniciando sesión:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = Si no está iniciando sesión ahora, alguien ha escrito su dirección, quizá por error. Sin el código no podrá entrar.
    .phone_1 = { $code } es su código de inicio de sesión para { $tenant }.
    .phone_2 = { secret_short }
sign_in_link = Inicie sesión en { $tenant }
    .lead_1 = { same_browser }
    .button = { sign_in_button }
    .small_1 = { once }
    .small_2 = Si no está iniciando sesión ahora, alguien ha escrito su dirección, quizá por error. En ese caso, no use el enlace.
    .phone_1 = Inicie sesión en { $tenant }: { $link }
sign_up_code = Su código para registrarse en { $tenant }
    .lead_1 = Escriba este código para continuar con su cuenta nueva:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = Si no ha pedido una cuenta, no tiene que hacer nada: sin el código no se crea ninguna.
    .phone_1 = { $code } es su código para registrarse en { $tenant }.
    .phone_2 = { secret_short }
step_up_code = Confirme su identidad en { $tenant }
    .lead_1 = Escriba este código para continuar con lo que está haciendo:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = Si no está cambiando nada ahora, otra persona está usando su cuenta. Inicie sesión y cierre todas las sesiones.
    .phone_1 = { $code } confirma su identidad en { $tenant }.
    .phone_2 = { secret_short }
enrolment_code = Añada una clave de acceso en { $tenant }
    .lead_1 = Escriba este código para añadir una clave de acceso a su cuenta:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = Si no está añadiendo una clave de acceso ahora, no comparta el código y avise a { $tenant }.
    .phone_1 = { $code } añade una clave de acceso a su cuenta en { $tenant }.
    .phone_2 = { secret_short }
recovery_code = Su código de recuperación para { $tenant }
    .lead_1 = Escriba este código para recuperar el acceso a su cuenta:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = Si no lo ha pedido, alguien está intentando entrar en su cuenta. Sin el código no podrá hacerlo.
    .phone_1 = { $code } es su código de recuperación para { $tenant }.
    .phone_2 = { secret_short }
recovery_link = Recupere el acceso a su cuenta en { $tenant }
    .lead_1 = { same_browser }
    .button = Recuperar su cuenta
    .small_1 = { once }
    .small_2 = Si no lo ha pedido, alguien está intentando entrar en su cuenta. No use el enlace ni se lo muestre a nadie.
    .phone_1 = Recupere el acceso a su cuenta en { $tenant }: { $link }
verify_address = Confirme su dirección para { $tenant }
    .lead_1 = Escriba este código para confirmar que esta dirección es suya:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = Si no lo ha pedido, no tiene que hacer nada: sin el código, la dirección no se usa.
    .phone_1 = { $code } confirma este número para { $tenant }.
    .phone_2 = { secret_short }
invitation = Ha recibido una invitación para unirse a { $tenant }
    .lead_1 = { $inviter } le invita a unirse a { $tenant }.
    .lead_2 = Acepte la invitación para crear su cuenta:
    .button = Aceptar la invitación
    .small_1 = Sirve una sola vez, hasta el { $until }.
    .small_2 = Si no conoce { $tenant }, no use el enlace: sin él no se crea ninguna cuenta.
    .phone_1 = Ha recibido una invitación para unirse a { $tenant }: { $link }
enrolment_link = Cree su clave de acceso para { $tenant }
    .lead_1 = Un administrador de { $tenant } le envía este enlace. Con él crea una clave de acceso, con la que iniciará sesión a partir de entonces.
    .button = Crear una clave de acceso
    .small_1 = Sirve una sola vez, hasta el { $until }.
    .small_2 = No se lo enseñe a nadie: quien lo tenga entra en su cuenta. Si no lo espera, no lo use y pregunte a { $tenant }.
    .phone_1 = Cree su clave de acceso para { $tenant }: { $link }
approval_asked = Se pide su aprobación en { $tenant }
    .lead_1 = { $name } le pide en { $tenant } que apruebe algo. Allí verá de qué se trata y podrá responder:
    .button = Leer y responder
    .small_1 = Puede responder hasta el { $until }.
    .small_2 = Si no lo espera, rechácelo allí.
    .phone_1 = { $name } pide su aprobación en { $tenant }: { $link }
address_changed = Se ha cambiado su dirección en { $tenant }
    .lead_1 = { $what }
    .lead_2 = Es posible que los mensajes sobre su cuenta ya no lleguen aquí.
    .button = { account_button }
    .small_1 = { not_you }
    .phone_1 = Se ha cambiado su dirección en { $tenant }.
    .phone_2 = { $what }
    .phone_3 = { look_now }
factor_changed = Se ha cambiado su forma de iniciar sesión en { $tenant }
    .lead_1 = { $what }
    .button = { account_button }
    .small_1 = { not_you }
    .phone_1 = Se ha cambiado su forma de iniciar sesión en { $tenant }.
    .phone_2 = { $what }
    .phone_3 = { look_now }
recovered = Se ha recuperado su cuenta en { $tenant }
    .lead_1 = Alguien ha recuperado el acceso a su cuenta sin la forma habitual de iniciar sesión.
    .lead_2 = { $what }
    .button = { account_button }
    .small_1 = { not_you }
    .phone_1 = Se ha recuperado su cuenta en { $tenant }.
    .phone_2 = { look_now }
recovery_waits = Alguien pide recuperar el acceso a su cuenta en { $tenant }
    .lead_1 = Si es usted, solo tiene que esperar.
    .lead_2 = Podrá continuar desde el { $until } hasta el { $end }.
    .lead_3 = Si no es usted, detenga la recuperación:
    .button = Detener la recuperación
    .small_1 = Al detenerla no cambia nada más en su cuenta. Iniciar sesión con su clave de acceso también la detiene.
    .phone_1 = Alguien pide recuperar el acceso a su cuenta en { $tenant }. Si no es usted, detenga la recuperación: { $link }
new_sign_in = Inicio de sesión en { $tenant } desde un dispositivo nuevo
    .lead_1 = Alguien ha iniciado sesión en su cuenta con un navegador que no habíamos visto antes.
    .button = { account_button }
    .small_1 = Si fue usted, no tiene que hacer nada.
    .small_2 = { not_you }
    .phone_1 = Su cuenta en { $tenant } se ha usado en un dispositivo nuevo.
    .phone_2 = { look_now }
already_a_member = Ya tiene una cuenta en { $tenant }
    .lead_1 = Alguien ha intentado crear una cuenta con esta dirección, pero ya existe una. Inicie sesión para usarla:
    .button = { sign_in_button }
    .small_1 = Si no fue usted, no tiene que hacer nada: su cuenta sigue como estaba.
    .phone_1 = Ya tiene una cuenta en { $tenant }: { $link }
announcement = Las llaves de acceso en { $tenant }
    .lead_1 = { $text }
    .lead_2 = A partir del { $starts } se pedirá más al iniciar sesión. Prepárese antes.
    .button = Abrir sus llaves de acceso
    .small_1 = Paso a paso: { $guide }
    .small_2 = Recibe este mensaje porque es miembro de { $tenant }.
    .phone_1 = Las llaves de acceso en { $tenant }: { $link }
announcement_sample = Ya puede agregar una clave de acceso para iniciar sesión más rápido y con más seguridad. Una clave de acceso usa la forma en que desbloquea su dispositivo, como Face ID, la huella digital, Windows Hello, un código o un PIN. Su contraseña sigue funcionando como respaldo.
change_refused = No se hizo un cambio en { $tenant }
    .lead_1 = Un cambio de { $name } tenía fecha y no se hizo cuando llegó.
    .lead_2 = { $detail }
    .button = Ver lo que tiene fecha
    .small_1 = Recibe este mensaje porque puede cambiar estos ajustes.
    .phone_1 = No se hizo un cambio de { $name }.
webhook_off = Se desactivó un webhook en { $tenant }
    .lead_1 = Al webhook { $name } ya no se le comunica nada: se desactivó automáticamente.
    .lead_2 = { $detail }
    .button = Ver el webhook
    .small_1 = Recibe este mensaje porque puede cambiar estos ajustes.
    .phone_1 = Se desactivó el webhook { $name }.
alarm_raised = Una alarma en { $tenant }
    .lead_1 = { $what } ({ $name })
    .lead_2 = { $detail }
    .button = Ver el estado del grupo
    .small_1 = Su dirección está entre las que reciben las alarmas de este grupo.
    .phone_1 = { $what } ({ $name })
alarm_cleared = Ha terminado una alarma en { $tenant }
    .lead_1 = Ha terminado: { $what } ({ $name })
    .button = Ver el estado del grupo
    .small_1 = Su dirección está entre las que reciben las alarmas de este grupo.
    .phone_1 = Ha terminado: { $what } ({ $name })
test = Mensaje de prueba
    .lead_1 = Los mensajes de esta instalación llegan aquí. Quien ha enviado este ha visto el mismo código:
    .phone_1 = Los mensajes de esta instalación llegan aquí: { $code }

## News of an account

news_passkey_added = Se ha añadido una clave de acceso a su cuenta.
news_passkey_removed = Se ha eliminado una clave de acceso de su cuenta.
news_passkey_confirmed = Una clave de acceso que estaba apartada vuelve a estar en uso.
news_passkey_set_aside = Se ha apartado una clave de acceso de su cuenta. No funcionará hasta que se confirme.
news_passkeys_replaced = Sus claves de acceso se han apartado para dar paso a una nueva. No funcionarán hasta que usted las confirme.
news_recovered = Su cuenta se ha recuperado y tiene una nueva forma de iniciar sesión.
news_recovered_passkeys_aside = Su cuenta se ha recuperado y tiene una nueva forma de iniciar sesión. Las claves de acceso anteriores no funcionarán hasta que usted las confirme.
news_access_pass_issued = Un administrador le ha dado un pase de acceso temporal.
news_enrolment_link_sent = Un administrador le ha enviado un enlace con el que se crea una clave de acceso.
news_passkey_added_for_you = Un administrador ha creado una clave de acceso para su cuenta.
news_rescued = Alguien en el servidor ha devuelto el acceso a un administrador. Si nadie le ha dicho por qué, consulte el registro.
news_password_set = Su cuenta tiene una contraseña nueva.
news_password_removed = Se ha eliminado la contraseña de su cuenta.
news_password_stopped = Se han escrito demasiadas contraseñas incorrectas. Su contraseña está desactivada hasta que establezca una nueva.
news_password_stopped_elsewhere = Se han escrito demasiadas contraseñas incorrectas. Su contraseña está desactivada en los navegadores con los que nunca ha iniciado sesión.
news_app_added = Se ha añadido una aplicación de autenticación a su cuenta.
news_app_removed = Se ha eliminado la aplicación de autenticación de su cuenta.
news_app_stopped = Se han escrito demasiados códigos incorrectos. Su aplicación de autenticación está desactivada hasta que vuelva a configurarla.
news_app_stopped_elsewhere = Se han escrito demasiados códigos incorrectos. Su aplicación de autenticación está desactivada en los navegadores con los que nunca ha iniciado sesión.
news_recovery_codes_made = Se han creado nuevos códigos de recuperación para su cuenta.
news_address_added = Se ha añadido una dirección a su cuenta.
news_address_removed = Se ha eliminado una dirección de su cuenta.
news_account_linked = Se ha vinculado a la suya una cuenta de otro proveedor. A partir de ahora podrá iniciar sesión con ella.
news_account_unlinked = Una cuenta de otro proveedor ya no abre la suya.

## Rules, for "why was I asked?": who made it, then what it does

who_installation = Este servicio
who_pool = Su organización
who_role = Su rol { $name }
who_group = Su grupo { $name }
rule_passkey_required = { $who } exige una clave de acceso.
rule_passkey_optional = { $who } le permite elegir si usa o no una clave de acceso.
rule_passkey_off = { $who } no usa claves de acceso.
rule_required_from = { $who } exige una clave de acceso a partir del { $value }.
rule_grace_sign_ins = { $count ->
    [1] { $who } le permite iniciar sesión una vez más antes de necesitar una clave de acceso.
   *[other] { $who } le permite iniciar sesión { $count } veces más antes de necesitar una clave de acceso.
}
rule_passkey_after_magic_link = { $who } exige una clave de acceso después de iniciar sesión con un enlace mágico.
rule_passkey_after_magic_link_off = { $who } no pide nada más después de iniciar sesión con un enlace mágico.
rule_least_passkeys = { $count ->
    [one] { $who } exige al menos { $count } clave de acceso.
   *[other] { $who } exige al menos { $count } claves de acceso.
}
rule_most_passkeys = { $count ->
    [one] { $who } permite { $count } clave de acceso.
   *[other] { $who } permite hasta { $count } claves de acceso.
}
rule_fallback_single = { $who } le permite iniciar sesión con un solo factor.
rule_fallback_multi = { $who } exige dos factores para iniciar sesión sin clave de acceso.
rule_fallback_phishing_resistant = { $who } exige una clave de acceso para iniciar sesión.
rule_device_bound_only = { $who } exige una clave de acceso que no pueda salir de su dispositivo.
rule_device_bound_only_off = { $who } acepta claves de acceso sincronizadas.
rule_renew_passkeys_before = { $who } exige renovar las claves de acceso creadas antes del { $value }.
rule_idle_minutes = { $count ->
    [one] { $who } cierra su sesión tras { $count } minuto de inactividad.
   *[other] { $who } cierra su sesión tras { $count } minutos de inactividad.
}
rule_idle_minutes_off = { $who } no cierra su sesión por inactividad.
rule_warning_seconds = { $count ->
    [one] { $who } le avisa { $count } segundo antes de cerrar su sesión.
   *[other] { $who } le avisa { $count } segundos antes de cerrar su sesión.
}
rule_session_minutes = { $who } cierra todas las sesiones algún tiempo después de su inicio.
rule_step_up_minutes = { $count ->
    [one] { $who } le pide que confirme su identidad si la última vez fue hace más de { $count } minuto.
   *[other] { $who } le pide que confirme su identidad si la última vez fue hace más de { $count } minutos.
}
rule_step_up_for = { $who } le pide que confirme su identidad antes de acciones delicadas.
rule_step_up_for_off = { $who } nunca le pide que vuelva a confirmar su identidad.
rule_remember_device_days = { $count ->
    [one] { $who } permite recordar un dispositivo durante { $count } día.
   *[other] { $who } permite recordar un dispositivo durante { $count } días.
}
rule_remember_device_days_off = { $who } no permite recordar dispositivos.
rule_recovery_wait_hours = { $count ->
    [one] { $who } impone una espera de { $count } hora a una recuperación por correo electrónico.
   *[other] { $who } impone una espera de { $count } horas a una recuperación por correo electrónico.
}
rule_recovery_wait_hours_off = { $who } deja que una recuperación por correo electrónico continúe de inmediato.
rule_two_persons_for_access_pass = { $who } hace que dos administradores entreguen los pases de acceso y los enlaces para crear una clave de acceso.
rule_two_persons_for_access_pass_off = { $who } deja que un solo administrador entregue pases de acceso y enlaces para crear una clave de acceso.
rule_suggest_passkey = { $who } sugiere una clave de acceso después de iniciar sesión.
rule_suggest_passkey_off = { $who } no sugiere claves de acceso.
rule_quiet_upgrade = { $who } permite que su navegador guarde una clave de acceso después de iniciar sesión con contraseña.
rule_quiet_upgrade_off = { $who } no guarda ninguna clave de acceso que usted no haya pedido.
rule_later_sign_ins = { $count ->
    [one] { $who } repite su sugerencia después de { $count } inicio de sesión.
   *[other] { $who } repite su sugerencia después de { $count } inicios de sesión.
}
rule_later_days = { $count ->
    [one] { $who } repite su sugerencia después de { $count } día.
   *[other] { $who } repite su sugerencia después de { $count } días.
}
rule_other = { $who } tiene una regla sobre esto.

## Headings of the errors that members meet

errors_authentication = Errores al iniciar sesión con una clave de acceso
errors_registration = Errores al registrar una clave de acceso
errors_both = Errores al iniciar sesión con una clave de acceso o al registrarla
