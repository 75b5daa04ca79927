# The words of the presets in Spanish.

community =
    .account = Configuración
    .account_settings = Configuración
    .security = Claves de acceso
    .add_passkey = Añadir clave de acceso
    .method_password = Usar contraseña
    .action_password = Usar contraseña
    .name_hint = Por ejemplo, «iPhone de administración» o «Portátil de la oficina». Puede cambiarlo más tarde.

workforce =
    .account_settings = Configuración de la cuenta
    .delete = Eliminar
    .delete_title = ¿Eliminar esta clave de acceso?
    .delete_point_other = ¿Tiene otra clave de acceso que funcione, si las claves de acceso son obligatorias?
    .delete_point_device = ¿Ha perdido, retirado o sustituido el dispositivo?
    .delete_point_only = Compruebe que no va a eliminar el único método de autenticación obligatorio.
    .delete_elsewhere = Al eliminarla, también se cerrarán todas sus otras sesiones.
    .delete_confirm = Eliminar clave de acceso
    .deleted_notice = Clave de acceso eliminada.
    .event_passkey_removed = Clave de acceso eliminada
    .last_passkey = Esta es su última clave de acceso. Añada otra antes de eliminarla.
    .fewest_passkeys = Su organización exige tantas claves de acceso como usted tiene. Añada otra antes de eliminar esta.
    .saved_notice = Se ha guardado una clave de acceso para su cuenta: la próxima vez podrá iniciar sesión sin contraseña. Si no la quiere, elimínela más abajo.
    .limit_reached = Ha alcanzado el número máximo de claves de acceso. Elimine una para añadir otra.
    .new_device_old_ones_title = Eliminar las antiguas
    .new_device_old_ones = Elimine las que ya no use, en cuanto esté seguro.

business-phone =
    .limit_reached = Ha alcanzado el número máximo de claves de acceso. Use su contraseña o elimine una clave de acceso para añadir otra.
    .delete = Eliminar
    .delete_title = ¿Eliminar esta clave de acceso?
    .delete_elsewhere = Al eliminarla, también se cerrarán todas sus otras sesiones.
    .delete_confirm = Eliminar clave de acceso
    .deleted_notice = Clave de acceso eliminada.
    .event_passkey_removed = Clave de acceso eliminada
    .last_passkey = Esta es su última clave de acceso. Añada otra antes de eliminarla.
    .fewest_passkeys = Su organización exige tantas claves de acceso como usted tiene. Añada otra antes de eliminar esta.
    .saved_notice = Se ha guardado una clave de acceso para su cuenta: la próxima vez podrá iniciar sesión sin contraseña. Si no la quiere, elimínela más abajo.
    .new_device_old_ones_title = Eliminar las antiguas
    .new_device_old_ones = Elimine las que ya no use, en cuanto esté seguro.

platform =
    .name_hint = Por ejemplo, «MacBook del trabajo» o «iPhone 16». Puede cambiarlo más tarde.

client-portal =
    .account = Configuración
    .account_settings = Configuración
    .register_title = Sistema de inicio de sesión seguro (SLS)
