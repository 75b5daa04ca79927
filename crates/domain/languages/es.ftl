## Waits and times

wait_seconds = { $count ->
    [one] { $count } segundo
   *[other] { $count } segundos
}
wait_minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
}
wait_hours = { $count ->
    [one] { $count } hora
   *[other] { $count } horas
}
wait_moment = un momento
just_now = ahora mismo
minutes_ago = { $count ->
    [one] hace { $count } minuto
   *[other] hace { $count } minutos
}
hours_ago = { $count ->
    [one] hace { $count } hora
   *[other] hace { $count } horas
}
days_ago = { $count ->
    [1] ayer
   *[other] hace { $count } días
}
month_short = { $month ->
    [1] ene
    [2] feb
    [3] mar
    [4] abr
    [5] may
    [6] jun
    [7] jul
    [8] ago
    [9] sept
    [10] oct
    [11] nov
   *[12] dic
}
month_long = { $month ->
    [1] enero
    [2] febrero
    [3] marzo
    [4] abril
    [5] mayo
    [6] junio
    [7] julio
    [8] agosto
    [9] septiembre
    [10] octubre
    [11] noviembre
   *[12] diciembre
}
day = { $day } { month_short } { $year }
exact = { day }, { $time } UTC
moment = { $day } de { month_long } de { $year }, { $time } UTC

passkey_unavailable = El inicio de sesión con clave de acceso no está disponible por el momento. Puede volver a intentarlo o iniciar sesión con su contraseña.
    .title = Clave de acceso no disponible
    .by_email = El inicio de sesión con clave de acceso no está disponible por el momento. Puede volver a intentarlo o iniciar sesión con su correo electrónico.
    .passkeys_only = El inicio de sesión con clave de acceso no está disponible por el momento. Vuelva a intentarlo dentro de un momento.
    .cause = La interfaz de inicio de sesión no ha respondido o la dirección de la página se ha modificado.
    .remedy = Vuelva a intentarlo dentro de un momento o inicie sesión de otra forma.
passkey_not_found_or_canceled = No se ha detectado ninguna clave de acceso en este dispositivo o la operación se ha cancelado. Inicie sesión con su contraseña y la autenticación de dos factores (2FA) para continuar. Una vez verificada su identidad, podrá configurar una nueva clave de acceso.
    .title = Clave de acceso no encontrada u operación cancelada
    .password_alone = No se ha detectado ninguna clave de acceso en este dispositivo o la operación se ha cancelado. Inicie sesión con su contraseña para continuar. Una vez verificada su identidad, podrá configurar una nueva clave de acceso.
    .by_email = No se ha detectado ninguna clave de acceso en este dispositivo o la operación se ha cancelado. Inicie sesión con su correo electrónico para continuar. Una vez verificada su identidad, podrá configurar una nueva clave de acceso.
    .passkeys_only = No se ha detectado ninguna clave de acceso en este dispositivo o la operación se ha cancelado. Vuelva a intentarlo o use una clave de acceso de otro dispositivo.
    .cause = Este dispositivo o navegador no tiene ninguna clave de acceso para este sitio, o se ha cerrado la solicitud.
    .remedy = Vuelva a intentarlo, quizá con otra clave de acceso, o inicie sesión de otra forma.
passkey_timed_out = No respondió a tiempo a la solicitud de clave de acceso. Vuelva a intentarlo.
    .title = Tiempo agotado para la clave de acceso
    .cause = La solicitud ha quedado sin respuesta hasta agotarse el tiempo.
    .remedy = Vuelva a intentarlo y responda a la solicitud.
passkey_not_on_device = No hay ninguna clave de acceso configurada para este dispositivo. Para crear una, inicie sesión con su contraseña y 2FA. Tras la verificación, podrá configurar una clave de acceso para este dispositivo. También puede iniciar sesión con su contraseña por ahora.
    .title = No se encuentra la clave de acceso en este dispositivo
    .password_alone = No hay ninguna clave de acceso configurada para este dispositivo. Para crear una, inicie sesión con su contraseña. Tras la verificación, podrá configurar una clave de acceso para este dispositivo.
    .by_email = No hay ninguna clave de acceso configurada para este dispositivo. Para crear una, inicie sesión con su correo electrónico. Tras la verificación, podrá configurar una clave de acceso para este dispositivo.
    .passkeys_only = No hay ninguna clave de acceso configurada para este dispositivo. Use una clave de acceso de otro dispositivo; una vez verificada su identidad, podrá configurar una para este.
    .cause = No se ha encontrado ninguna clave de acceso, o la que se ha usado no está registrada o ya no lo está.
    .remedy = Use otra clave de acceso u otra forma de iniciar sesión y, después, añada una clave de acceso para este dispositivo.
user_not_verified = No hemos podido verificar sus datos biométricos. Vuelva a intentarlo o use otro método para iniciar sesión.
    .title = No hemos podido verificar su identidad
    .passkeys_only = No hemos podido verificar sus datos biométricos. Vuelva a intentarlo.
    .cause = El dispositivo no ha verificado a su usuario mediante datos biométricos, PIN o bloqueo de pantalla.
    .remedy = Vuelva a intentarlo; compruebe que haya un bloqueo de pantalla o un PIN configurado.
setup_unavailable = En este momento no hemos podido completar la configuración de la clave de acceso. Puede volver a intentarlo o configurarla más tarde.
    .title = Clave de acceso no disponible
    .cause = La interfaz de configuración de claves de acceso no ha respondido o la dirección de la página se ha modificado.
    .remedy = Vuelva a intentarlo dentro de un momento.
setup_canceled = La configuración de su clave de acceso se ha cancelado. Vuelva a intentarlo o continúe con su contraseña.
    .title = Configuración de la clave de acceso cancelada
    .by_email = La configuración de su clave de acceso se ha cancelado. Vuelva a intentarlo o continúe con su correo electrónico.
    .passkeys_only = La configuración de su clave de acceso se ha cancelado. Vuelva a intentarlo cuando quiera.
    .cause = La solicitud se ha cerrado antes de que se creara la clave de acceso.
    .remedy = Vuelva a intentarlo, quizá con otro dispositivo.
setup_timed_out = No respondió a tiempo a la solicitud de clave de acceso. Vuelva a intentarlo o configúrela más tarde.
    .title = Tiempo agotado para la clave de acceso
    .cause = La solicitud ha quedado sin respuesta hasta agotarse el tiempo.
    .remedy = Vuelva a intentarlo y responda a la solicitud.
passkey_already_registered = Este dispositivo ya tiene la clave de acceso. No puede registrar el mismo dispositivo dos veces.
    .title = Clave de acceso ya registrada para este dispositivo
    .cause = El dispositivo ya tiene una clave de acceso de esta cuenta.
    .remedy = Use la clave de acceso que ya tiene o añada una en otro dispositivo.
setup_failed = No hemos podido activar este dispositivo para usar claves de acceso. También puede iniciar sesión con su contraseña por ahora.
    .title = No se ha podido registrar el dispositivo para la clave de acceso
    .by_email = No hemos podido activar este dispositivo para usar claves de acceso. También puede iniciar sesión con su correo electrónico por ahora.
    .passkeys_only = No hemos podido activar este dispositivo para usar claves de acceso. Vuelva a intentarlo o use otro dispositivo.
    .cause = La nueva clave de acceso no se ha podido verificar o guardar.
    .remedy = Vuelva a intentarlo o use otro dispositivo.
passkey_limit_reached = Ha alcanzado el número máximo de claves de acceso. Use su contraseña o elimine una clave de acceso para añadir otra.
    .title = Límite de claves de acceso alcanzado
    .by_email = Ha alcanzado el número máximo de claves de acceso. Use su correo electrónico o elimine una clave de acceso para añadir otra.
    .passkeys_only = Ha alcanzado el número máximo de claves de acceso. Elimine una para añadir otra.
    .cause = La cuenta ya tiene todas las claves de acceso que permite su política.
    .remedy = Elimine una clave de acceso que ya no use.
session_expired = Su sesión ha caducado; empiece de nuevo para continuar.
    .title = Sesión caducada
    .cause = Ha pasado demasiado tiempo, o el paso se inició en otro lugar o ya se ha utilizado.
    .remedy = Empiece de nuevo.
passkeys_not_supported = Su navegador o dispositivo no admite claves de acceso. Puede continuar con su contraseña o usar otro dispositivo.
    .title = Claves de acceso no admitidas
    .by_email = Su navegador o dispositivo no admite claves de acceso. Puede continuar con su correo electrónico o usar otro dispositivo.
    .passkeys_only = Su navegador o dispositivo no admite claves de acceso. Use otro dispositivo o una versión actual de Chrome, Safari, Edge o Firefox.
    .cause = El navegador no admite WebAuthn o al dispositivo le falta un algoritmo necesario.
    .remedy = Use una versión actual de Chrome, Safari, Edge o Firefox en un dispositivo compatible con claves de acceso.
verification_incomplete = Algo en este dispositivo ha impedido terminar la comprobación. Vuelva a intentarlo; si sigue ocurriendo, indique al servicio de asistencia la referencia que aparece abajo.
    .title = No se ha podido completar la verificación
    .cause = Un fallo del hardware o del firmware, o una situación que no tiene un mensaje propio.
    .remedy = Vuelva a intentarlo o use otro dispositivo.
no_compatible_device = No hemos encontrado ningún dispositivo compatible con esta acción. Conecte un dispositivo compatible o inicie sesión con otro método.
    .title = No se ha encontrado ningún dispositivo compatible
    .passkeys_only = No hemos encontrado ningún dispositivo compatible con esta acción. Conecte un dispositivo compatible y vuelva a intentarlo.
    .cause = No había ningún dispositivo adecuado conectado, o el dispositivo no puede guardar el tipo de clave de acceso que se pide.
    .remedy = Conecte otro dispositivo. Las llaves de seguridad necesitan un PIN y espacio para claves de acceso.
verification_failed = No hemos podido verificar su identidad. Use otro método de inicio de sesión para acceder a su cuenta.
    .title = Error de verificación
    .passkeys_only = No hemos podido verificar su identidad. Vuelva a intentarlo o use otra clave de acceso.
    .cause = La firma o los datos que la acompañan no se han podido verificar.
    .remedy = Inicie sesión de otra forma.
key_without_pin = La llave no ha comprobado que es usted. Configure un PIN o una huella para ella en los ajustes de su dispositivo o navegador y vuelva a intentarlo. Las llaves más antiguas no pueden tenerlo: use otro dispositivo.
    .title = Su llave de seguridad no tiene PIN
    .cause = Una llave de seguridad respondió sin verificar a su usuario: no tiene PIN ni huella, o es demasiado antigua para ello.
    .remedy = Configure un PIN en la llave o use otro dispositivo.
origin_not_related = Su navegador no permite que esta dirección use las claves de acceso de este servicio. Abra el servicio en su dirección habitual y vuelva a intentarlo.
    .title = Las claves de acceso no funcionan en esta dirección
    .cause = La dirección de la página no está en el dominio del Relying Party ID ni en la lista de su `/.well-known/webauthn`.
    .remedy = Abra la dirección habitual. Un administrador puede añadir esta a las direcciones relacionadas.
passkey_revoked = El fabricante de su llave de seguridad o dispositivo ha comunicado un fallo de este modelo, por lo que ya no abre ninguna cuenta aquí. Use otra clave de acceso, o inicie sesión de otra forma y elimine esta.
    .title = Esta clave de acceso ya no es de confianza
    .cause = Los metadatos FIDO indican que el modelo de la clave de acceso está revocado o comprometido, y aquí los fabricantes deben acreditarse.
    .passkeys_only = El fabricante de su llave de seguridad o dispositivo ha comunicado un fallo de este modelo, por lo que ya no abre ninguna cuenta aquí. Use otra clave de acceso o pregunte a un administrador.
    .remedy = Use una clave de acceso de otro modelo y elimine esta.
identifier_taken = Elija otro nombre para registrarse.
    .title = Ese nombre ya está en uso
    .cause = Alguien ya usa ese nombre.
    .remedy = Elija otro nombre.
identifier_missing = Escriba primero su nombre y luego continúe.
    .title = ¿Quién es usted?
    .cause = Aquí se pide el nombre antes que la clave de acceso y no se ha enviado ninguno.
    .remedy = Envíe el identificador.
identifier_malformed = Un nombre tiene de 1 a 64 letras, dígitos, puntos, guiones o guiones bajos.
    .title = Ese nombre no se puede usar
    .cause = El nombre contiene caracteres no permitidos, es demasiado largo o parece una dirección de correo electrónico.
    .remedy = Elija otro nombre.
name_malformed = Un nombre tiene de 1 a 64 caracteres en una sola línea.
    .title = Ese nombre no se puede usar
    .cause = El nombre está vacío, es demasiado largo o contiene caracteres de control.
    .remedy = Elija otro nombre.
registration_closed = Aquí, los nuevos miembros los añade un administrador.
    .title = El registro está cerrado
    .cause = Aquí las personas ajenas no pueden registrarse por su cuenta.
    .remedy = Pida a un administrador que le añada.
recent_authentication_required = Por su seguridad, use su clave de acceso una vez más antes de cambiar esto.
    .title = Confirme que es usted
    .cause = La última confirmación es más antigua de lo que permite la política (5 minutos, salvo que se configure otra cosa), o se hizo con un código cuando se exige una clave de acceso.
    .remedy = Vuelva a usar su clave de acceso.
insufficient_user_authentication = Use su clave de acceso una vez más para continuar.
    .title = Confirme que es usted
    .remedy = Confirme su identidad con una clave de acceso y repita la solicitud con el nuevo token.
session_gone = Ya ha terminado. La lista muestra las que quedan.
    .title = Esa sesión ha terminado
    .remedy = Vuelva a mirar la lista.
last_passkey = Sin ella ya no podría iniciar sesión. Añada primero otra clave de acceso y elimine después esta.
    .title = Esta es su última clave de acceso
    .cause = La clave de acceso es la única forma de iniciar sesión que se puede usar.
    .remedy = Añada primero otra clave de acceso.
fewest_passkeys = Su organización exige más claves de acceso de las que le quedarían. Añada primero otra clave de acceso y elimine después esta.
    .title = Necesita esta clave de acceso
    .cause = La política fija un número mínimo de claves de acceso y la cuenta no tiene más que ese número.
    .remedy = Añada primero otra clave de acceso.
factor_limit_reached = Su cuenta ya tiene todas las formas de iniciar sesión que puede tener. Elimine una que ya no use y añada después esta.
    .title = Límite alcanzado
    .cause = La cuenta ya tiene, en total, tantas formas de iniciar sesión como permite la configuración.
    .remedy = Elimine primero una de ellas.
method_not_allowed_here = Aquí los miembros no pueden iniciar sesión de esa forma.
    .title = Eso no se usa aquí
    .remedy = Use otra forma o consulte a un administrador.
totp_code_wrong = Escriba los seis dígitos que su aplicación muestra ahora. Si se rechazan otra vez, compruebe que su teléfono ajuste la hora automáticamente.
    .title = Ese código no es correcto
    .remedy = Escriba el código que se muestra ahora; configure la hora automática en el teléfono.
totp_gone = Ya se eliminó o nunca se configuró.
    .title = No hay ninguna aplicación de autenticación
    .remedy = Vuelva a mirar la lista.
password_too_short = Hágala más larga. Unas cuantas palabras seguidas son fáciles de recordar; no hacen falta dígitos ni símbolos.
    .title = Esa contraseña es demasiado corta
    .remedy = Elija una más larga.
password_too_long = Use como máximo 128 caracteres.
    .title = Esa contraseña es demasiado larga
    .remedy = Elija una más corta.
password_common = Es una de las que los atacantes prueban primero: contraseñas conocidas, letras repetidas, secuencias de teclas o fechas. Elija una que a nadie más se le ocurriría.
    .title = Esa contraseña es fácil de adivinar
    .remedy = Elija otra, por ejemplo, unas cuantas palabras sin relación entre sí.
password_of_names = Es poco más que su propio nombre o dirección, o el nombre de este servicio. Elija una que nadie que le conozca probaría.
    .title = Esa contraseña está hecha de nombres
    .remedy = Elija otra, por ejemplo, unas cuantas palabras sin relación entre sí.
password_not_set = Ya se eliminó o nunca se estableció.
    .title = No hay ninguna contraseña
    .remedy = No queda nada por hacer.
last_way_in = Sin ella ya no podría iniciar sesión. Añada primero una clave de acceso y elimine después esta.
    .title = Esta es su última forma de iniciar sesión
    .remedy = Añada primero una clave de acceso.
passkey_gone = Ya se eliminó. La lista muestra las que quedan.
    .title = Esa clave de acceso ya no existe
    .cause = La clave de acceso se eliminó entretanto o nunca perteneció a esta cuenta.
    .remedy = Vuelva a mirar la lista.
setup_link_invalid = Ya se usó o tiene más de una hora. Genere uno nuevo en el servidor con: keystead setup --again
    .title = Este enlace de configuración ya no funciona
    .remedy = Ejecute `keystead setup --again` en el servidor.
code_wrong = Compárelo con el último mensaje y escríbalo donde lo pidió, o pida uno nuevo.
    .title = Ese código no es correcto
    .remedy = Escriba el código del último mensaje en el navegador desde el que lo pidió. Si eso no ayuda, pida un código nuevo.
link_gone = Ya se usó o es demasiado antiguo. Pida uno nuevo.
    .title = Este enlace ya no es válido
    .remedy = Pida un enlace nuevo.
address_gone = Ya se eliminó.
    .title = Esa dirección no está
    .remedy = Vuelva a mirar la lista.
invitation_gone = Ya se aceptó, se retiró o es demasiado antigua. Pida otra a quien le invitó.
    .title = Esta invitación ya no es válida
    .remedy = Pida una invitación nueva.
recovery_gone = La recuperación ya se detuvo, ya terminó o es demasiado antigua.
    .title = No hay nada que detener
    .remedy = Revise la cuenta.
role_unknown = Compruebe su nombre.
    .title = Ese rol no existe
    .remedy = Consulte la lista de roles.
address_limit = Elimine una primero.
    .title = Es una dirección de más
    .remedy = Elimine una dirección que ya no se use.
address_malformed = Indique una dirección de correo, como ada@example.com, o un número de teléfono que empiece con + y el código del país.
    .title = Esa dirección no se puede usar
    .remedy = Compruebe la dirección. Un dominio con otros caracteres se escribe así: xn--….
single_sign_on_unavailable = No hemos podido conectar con él. Vuelva a intentarlo dentro de un momento o inicie sesión de otra forma.
    .title = El inicio de sesión de su organización no responde
    .remedy = Si sigue igual, indique al servicio de asistencia la referencia que aparece abajo.
single_sign_on_failed = La respuesta recibida no era de confianza, así que no se ha iniciado ninguna sesión. Vuelva a intentarlo o inicie sesión de otra forma.
    .title = Ese inicio de sesión no ha funcionado
    .remedy = Empiece de nuevo; si sigue igual, indique al servicio de asistencia la referencia que aparece abajo.
single_sign_on_cancelled = Ha vuelto sin iniciar sesión. Vuelva a intentarlo cuando quiera o inicie sesión de otra forma.
    .title = Inicio de sesión cancelado
    .remedy = Empiece de nuevo.
address_not_confirmed_by_provider = El otro servicio no ha confirmado ninguna dirección de correo suya y ninguna cuenta de aquí está vinculada con él. Inicie sesión de otra forma y vincúlelo en su página de seguridad.
    .title = No podemos saber de quién es esta cuenta
    .remedy = Inicie sesión de otra forma y vincule después la cuenta.
not_a_member = Ha demostrado quién es, pero nadie le ha añadido aquí. Consulte a un administrador.
    .title = Todavía no tiene una cuenta aquí
    .remedy = Pida a un administrador que le añada.
linked_elsewhere = Abre otra cuenta de aquí. Elimine primero allí la vinculación o vincule otra cuenta.
    .title = Esa cuenta ya está vinculada
    .remedy = Vincule otra cuenta.
linked_account_gone = Ya se eliminó. La lista muestra las que quedan.
    .title = Esa vinculación ya no existe
    .remedy = Vuelva a mirar la lista.
not_signed_in = Inicie sesión para continuar.
    .title = No ha iniciado sesión
    .remedy = Inicie sesión.
not_permitted = Su función no lo permite. Consulte a un propietario de esta instalación.
    .title = No puede hacer eso
    .remedy = Pida a un propietario que lo haga, o que le dé otra función.
administrator_already = Cambie la función que esa persona ya tiene.
    .title = Ese miembro ya es administrador
    .remedy = Cambie esa función.
two_persons = Un pase de acceso o un enlace para crear una clave de acceso abre la cuenta, así que aquí nadie lo entrega a solas. Una persona lo solicita y otra lo confirma en el plazo de una hora.
    .title = Hacen falta dos personas
    .remedy = Solicítelo en la página del miembro y haga que otro administrador lo confirme allí.
access_pass_lately = Quien tuvo el pase de acceso puede tener una clave de acceso propia en esta cuenta. Doce días después de su entrega o de su último uso se podrá nombrar a este miembro.
    .title = Este miembro tuvo un pase de acceso hace poco
    .remedy = Espere a que pasen doce días o elija a otro miembro.
pass_request_gone = Ninguna solicitud espera por este pase de acceso: se confirmó o se retiró, o ha pasado una hora.
    .title = Esa solicitud ya no existe
    .remedy = Solicite de nuevo el pase de acceso.
administrator_without_passkey = Quien trabaja en la administración inicia sesión con una clave de acceso. Pídale que añada una antes.
    .title = Ese miembro no tiene clave de acceso
    .remedy = Haga que añada una clave de acceso y nómbrelo después.
last_owner = Alguien debe poder hacerlo todo aquí. Antes, convierta en propietario a otro administrador que tenga una clave de acceso que funcione.
    .title = Es el último propietario
    .remedy = Nombre antes a otro propietario.
setting_refused = Uno de los campos contiene un valor que no es posible.
    .title = No se puede guardar
    .remedy = Corrija ese campo.
confirmation_needed = Lea lo que se deriva de ello y confirme que es lo que quiere.
    .title = Esto tiene consecuencias
    .remedy = Envíe lo mismo otra vez, con el contenido de `details.confirm` en `confirmed`.
changed_since = Otra persona lo ha guardado desde que usted lo abrió. Vuelva a mirarlo antes de cambiarlo.
    .title = Otra persona ha cambiado esto
    .remedy = Lea de nuevo la configuración y cambie esa.
not_found = Ninguna página tiene esta dirección.
    .title = Aquí no hay nada
    .remedy = Compruebe la dirección o vuelva a la página anterior.
method_not_allowed = Esta dirección no admite ese tipo de solicitud.
    .title = Eso no es posible aquí
    .remedy = Consulte /openapi.json.
too_many_requests = Desde su red han llegado más solicitudes de las que este servidor atiende. Espere { $wait } y vuelva a intentarlo.
    .title = Demasiadas solicitudes
    .remedy = Espere el tiempo que indica `Retry-After`.
wait = Ha habido demasiados intentos fallidos. Espere { $wait } y vuelva a intentarlo.
    .title = Espere un poco
    .cause = Ha habido varios intentos fallidos seguidos. La espera aumenta con cada uno.
    .remedy = Espere el tiempo que indica `Retry-After` o inicie sesión de otra forma.
method_stopped = Ha habido demasiados intentos fallidos con este método. Inicie sesión de otra forma o consulte a un administrador.
    .title = Esta forma de iniciar sesión está desactivada
    .cause = Ha habido cincuenta intentos fallidos seguidos con este método.
    .remedy = Inicie sesión de otra forma y vuelva a configurar esta, o pida a un administrador que la permita de nuevo.
device_gone = Ya se dejó de recordar. La lista muestra los que quedan.
    .title = Ese navegador ya no está
    .remedy = Vuelva a mirar la lista.
account_held = Su cuenta se acaba de recuperar y no había otra dirección donde avisarle. Hasta que pase un día, las claves de acceso y las direcciones no se pueden eliminar ni cambiar.
    .title = Esto debe esperar un día
    .remedy = Vuelva a intentarlo pasado un día. Puede añadir una clave de acceso en cualquier momento.
access_pass_again = Este miembro ya tuvo un pase de acceso temporal o un enlace de registro y desde entonces no ha iniciado sesión por otros medios.
    .title = No dos veces seguidas
    .remedy = Pida al miembro que inicie sesión primero con otro método o recupere la cuenta.
member_gone = Nadie que pueda iniciar sesión aquí tiene ese nombre.
    .title = Ese miembro no existe
    .remedy = Compruebe el nombre.
notice_gone = Ya se vio.
    .title = Ese aviso ya no está
    .remedy = Vuelva a mirar la lista.
reports_full = Hay más avisos en espera de los que el equipo de asistencia puede aceptar ahora, por lo que el suyo no se ha guardado. Diríjase directamente a asistencia e indique la referencia.
    .title = No se ha podido aceptar su aviso
    .remedy = Diríjase directamente a asistencia o vuelva a enviar el aviso más tarde.
malformed_request = No es el JSON documentado para esta dirección.
    .title = No se ha podido leer la solicitud
    .remedy = Consulte /openapi.json.
extension_not_allowed = La configuración de este servicio no permite que las aplicaciones la usen.
    .title = Esa extensión no está activada
    .remedy = Omítala o pida a un administrador que la active.
too_large = Envíe menos de 64 KiB.
    .title = La solicitud es demasiado grande
    .remedy = Envíe menos datos.
unsupported_media_type = Envíe JSON con Content-Type application/json.
    .title = La solicitud es de un tipo incorrecto
    .remedy = Establezca el Content-Type.
sign_in_elsewhere = Su organización pide un paso más que este sitio no puede mostrar. Inicie sesión en la página de inicio de sesión de su organización.
    .title = Se necesita un paso más
    .cause = Las reglas exigen algo más que una clave de acceso y el inicio de sesión se hace en la página de otro sitio.
    .remedy = Inicie sesión en la página de inicio de sesión de su organización.
exchange_refused = Vuelva a iniciar sesión en la página donde empezó.
    .title = No se puede continuar este inicio de sesión
    .remedy = Vuelva a iniciar sesión.
cross_site = Abra esta página directamente y vuelva a intentarlo.
    .title = La solicitud procede de otro sitio
    .remedy = Abra la página directamente.
proof_wrong = Lo que ha escrito no es correcto o ya no es válido. Vuelva a intentarlo o inicie sesión de otra forma.
    .title = Eso no ha funcionado
    .passkeys_only = Lo que ha escrito no es correcto o ya no es válido. Vuelva a intentarlo.
    .remedy = Vuelva a intentarlo, pida un código nuevo o inicie sesión de otra forma.
no_method = Su organización exige una forma de iniciar sesión que su cuenta no tiene. Pida a un administrador un pase de acceso temporal: con él podrá volver a entrar.
    .title = No hay ninguna forma de acceso permitida aquí
    .remedy = Un administrador puede darle un pase de acceso temporal o cambiar la política.
internal_error = No es culpa suya. Vuelva a intentarlo; si sigue ocurriendo, indique al servicio de asistencia la referencia que aparece abajo.
    .title = Algo ha salido mal
    .remedy = Vuelva a intentarlo más tarde.
unavailable = Vuelva a intentarlo dentro de un momento.
    .title = El servidor está ocupado
    .remedy = Si sigue igual, indique al servicio de asistencia la referencia que aparece abajo.
