# The words of the presets in German.

community =
    .account = Einstellungen
    .account_settings = Einstellungen
    .security = Passkeys
    .add_passkey = Passkey hinzufügen
    .method_password = Passwort verwenden
    .action_password = Passwort verwenden
    .name_hint = Zum Beispiel „Admin-iPhone“ oder „Büro-Laptop“. Sie können ihn später ändern.

workforce =
    .account_settings = Kontoeinstellungen
    .delete = Entfernen
    .delete_title = Diesen Passkey entfernen?
    .delete_point_other = Haben Sie einen anderen Passkey, der funktioniert, falls Passkeys vorgeschrieben sind?
    .delete_point_device = Ist das Gerät verloren, ausgemustert oder ersetzt?
    .delete_point_only = Vergewissern Sie sich, dass Sie nicht die einzige vorgeschriebene Anmeldemethode entfernen.
    .delete_elsewhere = Mit dem Entfernen werden Sie auch überall sonst abgemeldet.
    .delete_confirm = Passkey entfernen
    .deleted_notice = Passkey entfernt.
    .event_passkey_removed = Passkey entfernt
    .last_passkey = Das ist Ihr letzter Passkey. Fügen Sie einen weiteren hinzu, bevor Sie ihn entfernen.
    .fewest_passkeys = Ihre Organisation verlangt so viele Passkeys, wie Sie haben. Fügen Sie einen weiteren hinzu, bevor Sie diesen entfernen.
    .saved_notice = Für Ihr Konto wurde ein Passkey gespeichert. Nächstes Mal können Sie sich ohne Passwort anmelden. Wenn Sie ihn nicht möchten, entfernen Sie ihn unten.
    .limit_reached = Sie haben die Höchstzahl an Passkeys erreicht. Entfernen Sie einen, um einen anderen hinzuzufügen.
    .new_device_old_ones_title = Die alten entfernen
    .new_device_old_ones = Entfernen Sie, was Sie nicht mehr verwenden, sobald Sie sicher sind.

business-phone =
    .limit_reached = Sie haben die Höchstzahl an Passkeys erreicht. Verwenden Sie Ihr Passwort oder entfernen Sie einen vorhandenen Passkey, um einen neuen hinzuzufügen.
    .delete = Entfernen
    .delete_title = Diesen Passkey entfernen?
    .delete_elsewhere = Mit dem Entfernen werden Sie auch überall sonst abgemeldet.
    .delete_confirm = Passkey entfernen
    .deleted_notice = Passkey entfernt.
    .event_passkey_removed = Passkey entfernt
    .last_passkey = Das ist Ihr letzter Passkey. Fügen Sie einen weiteren hinzu, bevor Sie ihn entfernen.
    .fewest_passkeys = Ihre Organisation verlangt so viele Passkeys, wie Sie haben. Fügen Sie einen weiteren hinzu, bevor Sie diesen entfernen.
    .saved_notice = Für Ihr Konto wurde ein Passkey gespeichert. Nächstes Mal können Sie sich ohne Passwort anmelden. Wenn Sie ihn nicht möchten, entfernen Sie ihn unten.
    .new_device_old_ones_title = Die alten entfernen
    .new_device_old_ones = Entfernen Sie, was Sie nicht mehr verwenden, sobald Sie sicher sind.

platform =
    .name_hint = Zum Beispiel „Arbeits-MacBook“ oder „iPhone 16“. Sie können ihn später ändern.

client-portal =
    .account = Einstellungen
    .account_settings = Einstellungen
    .register_title = Sicherheits-Login-System (SLS)
