## Waits and times

wait_seconds = { $count ->
    [one] { $count } Sekunde
   *[other] { $count } Sekunden
}
wait_minutes = { $count ->
    [one] { $count } Minute
   *[other] { $count } Minuten
}
wait_hours = { $count ->
    [one] { $count } Stunde
   *[other] { $count } Stunden
}
wait_moment = einen Moment
just_now = gerade eben
minutes_ago = { $count ->
    [one] vor { $count } Minute
   *[other] vor { $count } Minuten
}
hours_ago = { $count ->
    [one] vor { $count } Stunde
   *[other] vor { $count } Stunden
}
days_ago = { $count ->
    [1] gestern
   *[other] vor { $count } Tagen
}
month_short = { $month ->
    [1] Jan.
    [2] Feb.
    [3] März
    [4] Apr.
    [5] Mai
    [6] Juni
    [7] Juli
    [8] Aug.
    [9] Sept.
    [10] Okt.
    [11] Nov.
   *[12] Dez.
}
month_long = { $month ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
}
day = { $day }. { month_short } { $year }
exact = { day }, { $time } UTC
moment = { $day }. { month_long } { $year }, { $time } UTC

# What a member reads when something fails, in German.

passkey_unavailable = Die Anmeldung mit Passkey ist vorübergehend nicht verfügbar. Sie können es noch einmal versuchen oder sich stattdessen mit Ihrem Passwort anmelden.
    .title = Passkey nicht verfügbar
    .by_email = Die Anmeldung mit Passkey ist vorübergehend nicht verfügbar. Sie können es noch einmal versuchen oder sich stattdessen per E-Mail anmelden.
    .passkeys_only = Die Anmeldung mit Passkey ist vorübergehend nicht verfügbar. Bitte versuchen Sie es gleich noch einmal.
    .cause = Die Anmeldeschnittstelle hat nicht geantwortet, oder die Adresse der Seite wurde verändert.
    .remedy = Versuchen Sie es gleich noch einmal oder melden Sie sich anders an.
passkey_not_found_or_canceled = Für dieses Gerät wurde kein Passkey gefunden, oder der Vorgang wurde abgebrochen. Melden Sie sich mit Ihrem Passwort und Zwei-Faktor-Authentifizierung (2FA) an, um fortzufahren. Sobald Ihre Identität bestätigt ist, können Sie einen neuen Passkey einrichten.
    .title = Passkey nicht gefunden oder abgebrochen
    .password_alone = Für dieses Gerät wurde kein Passkey gefunden, oder der Vorgang wurde abgebrochen. Melden Sie sich mit Ihrem Passwort an, um fortzufahren. Sobald Ihre Identität bestätigt ist, können Sie einen neuen Passkey einrichten.
    .by_email = Für dieses Gerät wurde kein Passkey gefunden, oder der Vorgang wurde abgebrochen. Melden Sie sich per E-Mail an, um fortzufahren. Sobald Ihre Identität bestätigt ist, können Sie einen neuen Passkey einrichten.
    .passkeys_only = Für dieses Gerät wurde kein Passkey gefunden, oder der Vorgang wurde abgebrochen. Versuchen Sie es noch einmal oder verwenden Sie einen Passkey auf einem anderen Gerät.
    .cause = Auf diesem Gerät oder in diesem Browser gibt es keinen Passkey für diese Website, oder die Abfrage wurde geschlossen.
    .remedy = Versuchen Sie es noch einmal, vielleicht mit einem anderen Passkey, oder melden Sie sich anders an.
passkey_timed_out = Sie haben nicht rechtzeitig auf die Passkey-Abfrage reagiert. Bitte versuchen Sie es noch einmal.
    .title = Zeit für die Passkey-Abfrage abgelaufen
    .cause = Die Abfrage blieb unbeantwortet, bis ihre Zeit abgelaufen war.
    .remedy = Versuchen Sie es noch einmal und beantworten Sie die Abfrage.
passkey_not_on_device = Für dieses Gerät ist kein Passkey eingerichtet. Um einen zu erstellen, melden Sie sich mit Ihrem Passwort und 2FA an. Sobald Ihre Identität bestätigt ist, können Sie einen Passkey für dieses Gerät einrichten. Sie können sich vorerst auch mit Ihrem Passwort anmelden.
    .title = Passkey auf diesem Gerät nicht gefunden
    .password_alone = Für dieses Gerät ist kein Passkey eingerichtet. Um einen zu erstellen, melden Sie sich mit Ihrem Passwort an. Sobald Ihre Identität bestätigt ist, können Sie einen Passkey für dieses Gerät einrichten.
    .by_email = Für dieses Gerät ist kein Passkey eingerichtet. Um einen zu erstellen, melden Sie sich per E-Mail an. Sobald Ihre Identität bestätigt ist, können Sie einen Passkey für dieses Gerät einrichten.
    .passkeys_only = Für dieses Gerät ist kein Passkey eingerichtet. Verwenden Sie einen Passkey auf einem anderen Gerät; sobald Ihre Identität bestätigt ist, können Sie einen für dieses Gerät einrichten.
    .cause = Es wurde kein Passkey gefunden, oder der verwendete ist nicht oder nicht mehr registriert.
    .remedy = Verwenden Sie einen anderen Passkey oder melden Sie sich anders an und fügen Sie dann einen Passkey für dieses Gerät hinzu.
user_not_verified = Ihre biometrische Eingabe konnte nicht überprüft werden. Versuchen Sie es noch einmal oder melden Sie sich mit einer anderen Methode an.
    .title = Wir konnten Ihre Identität nicht bestätigen
    .passkeys_only = Ihre biometrische Eingabe konnte nicht überprüft werden. Versuchen Sie es noch einmal.
    .cause = Das Gerät hat nicht per Biometrie, PIN oder Displaysperre überprüft, wer es benutzt.
    .remedy = Versuchen Sie es noch einmal; achten Sie darauf, dass eine Displaysperre oder PIN eingerichtet ist.
setup_unavailable = Der Passkey konnte gerade nicht eingerichtet werden. Sie können es noch einmal versuchen oder ihn später einrichten.
    .title = Passkey nicht verfügbar
    .cause = Die Schnittstelle für die Passkey-Einrichtung hat nicht geantwortet, oder die Adresse der Seite wurde verändert.
    .remedy = Versuchen Sie es gleich noch einmal.
setup_canceled = Die Einrichtung Ihres Passkeys wurde abgebrochen. Versuchen Sie es noch einmal oder fahren Sie mit Ihrem Passwort fort.
    .title = Passkey-Einrichtung abgebrochen
    .by_email = Die Einrichtung Ihres Passkeys wurde abgebrochen. Versuchen Sie es noch einmal oder fahren Sie per E-Mail fort.
    .passkeys_only = Die Einrichtung Ihres Passkeys wurde abgebrochen. Versuchen Sie es noch einmal, wenn Sie bereit sind.
    .cause = Die Abfrage wurde geschlossen, bevor der Passkey erstellt war.
    .remedy = Versuchen Sie es noch einmal, vielleicht mit einem anderen Gerät.
setup_timed_out = Sie haben nicht rechtzeitig auf die Passkey-Abfrage reagiert. Versuchen Sie es noch einmal oder richten Sie den Passkey später ein.
    .title = Zeit für die Passkey-Abfrage abgelaufen
    .cause = Die Abfrage blieb unbeantwortet, bis ihre Zeit abgelaufen war.
    .remedy = Versuchen Sie es noch einmal und beantworten Sie die Abfrage.
passkey_already_registered = Der Passkey für dieses Gerät ist bereits vorhanden. Sie können dasselbe Gerät nicht zweimal registrieren.
    .title = Passkey für dieses Gerät bereits registriert
    .cause = Auf dem Gerät gibt es bereits einen Passkey für dieses Konto.
    .remedy = Verwenden Sie den Passkey, den Sie haben, oder fügen Sie einen auf einem anderen Gerät hinzu.
setup_failed = Dieses Gerät konnte nicht für Passkeys aktiviert werden. Sie können sich vorerst auch mit Ihrem Passwort anmelden.
    .title = Gerät konnte nicht für Passkeys registriert werden
    .by_email = Dieses Gerät konnte nicht für Passkeys aktiviert werden. Sie können sich vorerst auch per E-Mail anmelden.
    .passkeys_only = Dieses Gerät konnte nicht für Passkeys aktiviert werden. Versuchen Sie es noch einmal oder verwenden Sie ein anderes Gerät.
    .cause = Der neue Passkey konnte nicht überprüft oder nicht gespeichert werden.
    .remedy = Versuchen Sie es noch einmal oder verwenden Sie ein anderes Gerät.
passkey_limit_reached = Sie haben die Höchstzahl an Passkeys erreicht. Verwenden Sie Ihr Passwort oder entfernen Sie einen vorhandenen Passkey, um einen neuen hinzuzufügen.
    .title = Höchstzahl an Passkeys erreicht
    .by_email = Sie haben die Höchstzahl an Passkeys erreicht. Verwenden Sie Ihre E-Mail-Adresse oder entfernen Sie einen vorhandenen Passkey, um einen neuen hinzuzufügen.
    .passkeys_only = Sie haben die Höchstzahl an Passkeys erreicht. Entfernen Sie einen vorhandenen Passkey, um einen neuen hinzuzufügen.
    .cause = Das Konto hat so viele Passkeys, wie seine Richtlinie erlaubt.
    .remedy = Entfernen Sie einen Passkey, den Sie nicht mehr verwenden.
session_expired = Ihre Sitzung ist abgelaufen; beginnen Sie von vorn, um fortzufahren.
    .title = Sitzung abgelaufen
    .cause = Es ist zu viel Zeit vergangen, oder der Schritt wurde anderswo begonnen oder schon einmal ausgeführt.
    .remedy = Beginnen Sie von vorn.
passkeys_not_supported = Ihr Browser oder Gerät unterstützt keine Passkeys. Sie können mit Ihrem Passwort fortfahren oder ein anderes Gerät verwenden.
    .title = Passkeys nicht unterstützt
    .by_email = Ihr Browser oder Gerät unterstützt keine Passkeys. Sie können per E-Mail fortfahren oder ein anderes Gerät verwenden.
    .passkeys_only = Ihr Browser oder Gerät unterstützt keine Passkeys. Verwenden Sie ein anderes Gerät oder eine aktuelle Version von Chrome, Safari, Edge oder Firefox.
    .cause = Der Browser unterstützt WebAuthn nicht, oder dem Gerät fehlt ein erforderlicher Algorithmus.
    .remedy = Verwenden Sie eine aktuelle Version von Chrome, Safari, Edge oder Firefox auf einem Gerät, das Passkeys unterstützt.
verification_incomplete = Etwas auf diesem Gerät hat verhindert, dass die Überprüfung abgeschlossen wird. Versuchen Sie es noch einmal; wenn es wieder geschieht, nennen Sie dem Support die Referenz unten.
    .title = Überprüfung konnte nicht abgeschlossen werden
    .cause = Ein Fehler der Hardware oder Firmware oder ein Umstand, für den es keine eigene Meldung gibt.
    .remedy = Versuchen Sie es noch einmal oder verwenden Sie ein anderes Gerät.
no_compatible_device = Für diesen Vorgang wurde kein kompatibles Gerät gefunden. Schließen Sie ein unterstütztes Gerät an oder melden Sie sich mit einer anderen Methode an.
    .title = Kein kompatibles Gerät gefunden
    .passkeys_only = Für diesen Vorgang wurde kein kompatibles Gerät gefunden. Schließen Sie ein unterstütztes Gerät an und versuchen Sie es noch einmal.
    .cause = Es war kein geeignetes Gerät angeschlossen, oder das Gerät kann die verlangte Art von Passkey nicht speichern.
    .remedy = Schließen Sie ein anderes Gerät an. Sicherheitsschlüssel brauchen eine PIN und Platz für Passkeys.
verification_failed = Wir konnten Ihre Identität nicht bestätigen. Verwenden Sie eine andere Anmeldemethode, um auf Ihr Konto zuzugreifen.
    .title = Überprüfung fehlgeschlagen
    .passkeys_only = Wir konnten Ihre Identität nicht bestätigen. Versuchen Sie es noch einmal oder verwenden Sie einen anderen Passkey.
    .cause = Die Signatur oder die zugehörigen Daten konnten nicht überprüft werden.
    .remedy = Melden Sie sich anders an.
key_without_pin = Der Schlüssel hat nicht geprüft, dass Sie es sind. Richten Sie in den Einstellungen Ihres Geräts oder Browsers eine PIN oder einen Fingerabdruck für ihn ein und versuchen Sie es noch einmal. Ältere Schlüssel können das nicht: Verwenden Sie ein anderes Gerät.
    .title = Ihr Sicherheitsschlüssel hat keine PIN
    .cause = Ein Sicherheitsschlüssel hat geantwortet, ohne seinen Nutzer zu prüfen: Er hat keine PIN und keinen Fingerabdruck oder ist zu alt dafür.
    .remedy = Richten Sie auf dem Schlüssel eine PIN ein oder verwenden Sie ein anderes Gerät.
origin_not_related = Ihr Browser lässt diese Adresse die Passkeys dieses Dienstes nicht verwenden. Öffnen Sie den Dienst unter seiner üblichen Adresse und versuchen Sie es noch einmal.
    .title = Passkeys funktionieren unter dieser Adresse nicht
    .cause = Die Adresse der Seite liegt weder in der Domain der Relying Party ID noch auf der Liste unter deren `/.well-known/webauthn`.
    .remedy = Öffnen Sie die übliche Adresse. Ein Administrator kann diese hier zu den verwandten Adressen hinzufügen.
passkey_revoked = Der Hersteller Ihres Sicherheitsschlüssels oder Geräts hat einen Fehler in diesem Modell gemeldet, deshalb öffnet es hier kein Konto mehr. Verwenden Sie einen anderen Passkey oder melden Sie sich anders an und entfernen Sie diesen.
    .title = Diesem Passkey wird nicht mehr vertraut
    .cause = Die FIDO-Metadaten melden das Modell des Passkeys als widerrufen oder kompromittiert, und hier müssen sich Hersteller ausweisen.
    .passkeys_only = Der Hersteller Ihres Sicherheitsschlüssels oder Geräts hat einen Fehler in diesem Modell gemeldet, deshalb öffnet es hier kein Konto mehr. Verwenden Sie einen anderen Passkey oder fragen Sie einen Administrator.
    .remedy = Verwenden Sie einen Passkey eines anderen Modells und entfernen Sie diesen.
identifier_taken = Wählen Sie einen anderen Namen für die Registrierung.
    .title = Dieser Name ist vergeben
    .cause = Jemand hat diesen Namen bereits.
    .remedy = Wählen Sie einen anderen Namen.
identifier_missing = Geben Sie zuerst Ihren Anmeldenamen ein und fahren Sie dann fort.
    .title = Wer sind Sie?
    .cause = Hier wird der Anmeldename vor dem Passkey verlangt, aber es wurde keiner gesendet.
    .remedy = Senden Sie den Anmeldenamen mit.
identifier_malformed = Ein Name hat 1 bis 64 Buchstaben, Ziffern, Punkte, Bindestriche oder Unterstriche.
    .title = Dieser Name kann nicht verwendet werden
    .cause = Der Name enthält nicht erlaubte Zeichen, ist zu lang oder sieht wie eine E-Mail-Adresse aus.
    .remedy = Wählen Sie einen anderen Namen.
name_malformed = Ein Name hat 1 bis 64 Zeichen in einer Zeile.
    .title = Dieser Name kann nicht verwendet werden
    .cause = Der Name ist leer, zu lang oder enthält Steuerzeichen.
    .remedy = Wählen Sie einen anderen Namen.
registration_closed = Neue Mitglieder werden hier von einem Administrator hinzugefügt.
    .title = Die Registrierung ist geschlossen
    .cause = Außenstehende können sich hier nicht selbst registrieren.
    .remedy = Bitten Sie einen Administrator, Sie hinzuzufügen.
recent_authentication_required = Verwenden Sie zu Ihrer Sicherheit noch einmal Ihren Passkey, bevor Sie das ändern.
    .title = Bestätigen Sie, dass Sie es sind
    .cause = Die letzte Bestätigung ist älter, als die Richtlinie erlaubt (5 Minuten, sofern nicht anders eingestellt), oder sie erfolgte mit einem Code, obwohl ein Passkey verlangt wird.
    .remedy = Verwenden Sie Ihren Passkey noch einmal.
insufficient_user_authentication = Verwenden Sie noch einmal Ihren Passkey, um fortzufahren.
    .title = Bestätigen Sie, dass Sie es sind
    .remedy = Bestätigen Sie die Anmeldung mit einem Passkey (Step-up) und fragen Sie dann mit dem neuen Token noch einmal an.
session_gone = Sie wurde bereits beendet. Die Liste zeigt, was noch da ist.
    .title = Diese Sitzung ist vorbei
    .remedy = Sehen Sie noch einmal in der Liste nach.
last_passkey = Ohne ihn könnten Sie sich nicht mehr anmelden. Fügen Sie zuerst einen anderen Passkey hinzu und entfernen Sie dann diesen.
    .title = Das ist Ihr letzter Passkey
    .cause = Der Passkey ist die einzige nutzbare Anmeldemethode.
    .remedy = Fügen Sie zuerst einen anderen Passkey hinzu.
fewest_passkeys = Ihre Organisation verlangt mehr Passkeys, als übrig wären. Fügen Sie zuerst einen anderen Passkey hinzu und entfernen Sie dann diesen.
    .title = Sie brauchen diesen Passkey
    .cause = Die Richtlinie legt eine Mindestzahl an Passkeys fest, und das Konto hat nicht mehr als so viele.
    .remedy = Fügen Sie zuerst einen anderen Passkey hinzu.
factor_limit_reached = Ihr Konto hat so viele Anmeldemethoden, wie es haben darf. Entfernen Sie eine, die Sie nicht mehr verwenden, und fügen Sie dann diese hinzu.
    .title = Höchstzahl erreicht
    .cause = Das Konto hat insgesamt so viele Anmeldemethoden, wie die Einstellungen erlauben.
    .remedy = Entfernen Sie zuerst eine davon.
method_not_allowed_here = Mitglieder können sich hier nicht auf diese Weise anmelden.
    .title = Das wird hier nicht verwendet
    .remedy = Verwenden Sie eine andere Methode oder fragen Sie einen Administrator.
totp_code_wrong = Geben Sie die sechs Ziffern ein, die Ihre App jetzt anzeigt. Wenn sie wieder abgelehnt werden, prüfen Sie, ob Ihr Telefon die Uhrzeit automatisch einstellt.
    .title = Dieser Code ist nicht richtig
    .remedy = Geben Sie den Code ein, der jetzt angezeigt wird; lassen Sie das Telefon die Uhrzeit automatisch einstellen.
totp_gone = Sie wurde bereits entfernt oder nie eingerichtet.
    .title = Es gibt keine Authenticator-App
    .remedy = Sehen Sie noch einmal in der Liste nach.
password_too_short = Wählen Sie ein längeres. Einige Wörter hintereinander sind leicht zu merken; Ziffern oder Sonderzeichen sind nicht nötig.
    .title = Dieses Passwort ist zu kurz
    .remedy = Wählen Sie ein längeres.
password_too_long = Verwenden Sie höchstens 128 Zeichen.
    .title = Dieses Passwort ist zu lang
    .remedy = Wählen Sie ein kürzeres.
password_common = Es gehört zu denen, die Angreifer zuerst ausprobieren: bekannte Passwörter, wiederholte Buchstaben, Tastenreihen oder Daten. Wählen Sie eines, auf das sonst niemand käme.
    .title = Dieses Passwort ist leicht zu erraten
    .remedy = Wählen Sie ein anderes, zum Beispiel einige Wörter, die nicht zusammengehören.
password_of_names = Es besteht fast nur aus Ihrem eigenen Namen, Ihrer Adresse oder dem Namen dieses Dienstes. Wählen Sie eines, das niemand ausprobieren würde, der Sie kennt.
    .title = Dieses Passwort besteht aus Namen
    .remedy = Wählen Sie ein anderes, zum Beispiel einige Wörter, die nicht zusammengehören.
password_not_set = Es wurde bereits entfernt oder nie festgelegt.
    .title = Es gibt kein Passwort
    .remedy = Es bleibt nichts zu tun.
last_way_in = Ohne sie könnten Sie sich nicht mehr anmelden. Fügen Sie zuerst einen Passkey hinzu und entfernen Sie dann diese.
    .title = Das ist Ihre letzte Anmeldemethode
    .remedy = Fügen Sie zuerst einen Passkey hinzu.
passkey_gone = Er wurde bereits entfernt. Die Liste zeigt, was noch da ist.
    .title = Diesen Passkey gibt es nicht mehr
    .cause = Der Passkey wurde inzwischen entfernt oder gehörte nie zu diesem Konto.
    .remedy = Sehen Sie noch einmal in der Liste nach.
setup_link_invalid = Er wurde bereits verwendet oder ist älter als eine Stunde. Erzeugen Sie auf dem Server einen neuen mit: keystead setup --again
    .title = Dieser Einrichtungslink funktioniert nicht mehr
    .remedy = Führen Sie auf dem Server `keystead setup --again` aus.
code_wrong = Vergleichen Sie ihn mit der neuesten Nachricht und geben Sie ihn dort ein, wo Sie ihn angefordert haben, oder fordern Sie einen neuen an.
    .title = Dieser Code ist nicht richtig
    .remedy = Geben Sie den Code der neuesten Nachricht in dem Browser ein, in dem er angefordert wurde. Wenn das nicht hilft, fordern Sie einen neuen Code an.
link_gone = Er wurde bereits verwendet oder ist zu alt. Fordern Sie einen neuen an.
    .title = Dieser Link gilt nicht mehr
    .remedy = Fordern Sie einen neuen Link an.
address_gone = Sie wurde bereits entfernt.
    .title = Diese Adresse ist nicht da
    .remedy = Sehen Sie noch einmal in der Liste nach.
invitation_gone = Sie wurde bereits angenommen, zurückgezogen oder ist zu alt. Bitten Sie die Person, die Sie eingeladen hat, um eine neue.
    .title = Diese Einladung gilt nicht mehr
    .remedy = Bitten Sie um eine neue Einladung.
recovery_gone = Die Wiederherstellung wurde bereits gestoppt, ist abgeschlossen oder zu alt.
    .title = Es gibt nichts zu stoppen
    .remedy = Sehen Sie im Konto nach.
role_unknown = Prüfen Sie ihren Namen.
    .title = Diese Rolle gibt es nicht
    .remedy = Sehen Sie in der Liste der Rollen nach.
address_limit = Entfernen Sie zuerst eine.
    .title = Das ist eine Adresse zu viel
    .remedy = Entfernen Sie eine Adresse, die nicht mehr verwendet wird.
address_malformed = Geben Sie eine E-Mail-Adresse wie ada@example.com ein oder eine Telefonnummer, die mit + und der Landesvorwahl beginnt.
    .title = Diese Adresse kann nicht verwendet werden
    .remedy = Prüfen Sie die Adresse. Eine Domain mit anderen Schriftzeichen wird als xn--… geschrieben.
single_sign_on_unavailable = Wir konnten sie gerade nicht erreichen. Versuchen Sie es gleich noch einmal oder melden Sie sich anders an.
    .title = Die Anmeldung Ihrer Organisation antwortet nicht
    .remedy = Wenn es so bleibt, nennen Sie dem Support die Referenz unten.
single_sign_on_failed = Die Antwort war nicht vertrauenswürdig, deshalb wurde niemand angemeldet. Versuchen Sie es noch einmal oder melden Sie sich anders an.
    .title = Diese Anmeldung hat nicht funktioniert
    .remedy = Beginnen Sie von vorn; wenn es so bleibt, nennen Sie dem Support die Referenz unten.
single_sign_on_cancelled = Sie sind zurückgekommen, ohne sich anzumelden. Versuchen Sie es noch einmal, wenn Sie bereit sind, oder melden Sie sich anders an.
    .title = Anmeldung abgebrochen
    .remedy = Beginnen Sie von vorn.
address_not_confirmed_by_provider = Die Gegenseite hat keine E-Mail-Adresse von Ihnen bestätigt, und hier ist kein Konto damit verknüpft. Melden Sie sich anders an und stellen Sie die Verknüpfung auf Ihrer Sicherheitsseite her.
    .title = Wir wissen nicht, wem dieses Konto gehört
    .remedy = Melden Sie sich anders an und verknüpfen Sie dann das Konto.
not_a_member = Sie haben bestätigt, wer Sie sind, aber niemand hat Sie hier hinzugefügt. Fragen Sie einen Administrator.
    .title = Hier gibt es noch kein Konto für Sie
    .remedy = Bitten Sie einen Administrator, Sie hinzuzufügen.
linked_elsewhere = Es öffnet hier ein anderes Konto. Entfernen Sie es zuerst dort oder verknüpfen Sie ein anderes.
    .title = Dieses Konto ist bereits verknüpft
    .remedy = Verknüpfen Sie ein anderes Konto.
linked_account_gone = Sie wurde bereits entfernt. Die Liste zeigt, was noch da ist.
    .title = Diese Verknüpfung gibt es nicht mehr
    .remedy = Sehen Sie noch einmal in der Liste nach.
not_signed_in = Melden Sie sich an, um fortzufahren.
    .title = Sie sind nicht angemeldet
    .remedy = Melden Sie sich an.
not_permitted = Ihre Rolle umfasst das nicht. Wenden Sie sich an einen Inhaber dieser Installation.
    .title = Das dürfen Sie nicht
    .remedy = Bitten Sie einen Inhaber darum oder um eine andere Rolle.
administrator_already = Ändern Sie die Rolle, die diese Person bereits hat.
    .title = Dieses Mitglied ist bereits Administrator
    .remedy = Ändern Sie stattdessen die Rolle.
two_persons = Ein Zugriffspass oder ein Link zum Erstellen eines Passkeys öffnet das Konto, deshalb gibt ihn hier niemand allein aus. Eine Person fordert ihn an, eine andere bestätigt ihn innerhalb einer Stunde.
    .title = Dafür braucht es zwei Personen
    .remedy = Fordern Sie ihn auf der Seite des Mitglieds an und lassen Sie ihn dort von einem anderen Administrator bestätigen.
access_pass_lately = Wer den Zugangspass hatte, kann einen eigenen Passkey in diesem Konto haben. Zwölf Tage nachdem er ausgegeben oder zuletzt benutzt wurde, kann das Mitglied ernannt werden.
    .title = Dieses Mitglied hatte vor Kurzem einen Zugangspass
    .remedy = Warten Sie, bis zwölf Tage vergangen sind, oder wählen Sie ein anderes Mitglied.
pass_request_gone = Für diesen Zugangspass wartet keine Anfrage: Sie wurde bestätigt oder zurückgenommen, oder eine Stunde ist vergangen.
    .title = Diese Anfrage gibt es nicht mehr
    .remedy = Fordern Sie den Zugangspass erneut an.
administrator_without_passkey = Wer in der Verwaltung arbeitet, meldet sich mit einem Passkey an. Bitten Sie die Person, zuerst einen hinzuzufügen.
    .title = Dieses Mitglied hat keinen Passkey
    .remedy = Lassen Sie einen Passkey hinzufügen und ernennen Sie die Person danach.
last_owner = Jemand muss hier alles tun können. Machen Sie zuerst einen anderen Administrator mit einem funktionierenden Passkey zum Inhaber.
    .title = Das ist der letzte Inhaber
    .remedy = Ernennen Sie zuerst einen weiteren Inhaber.
setting_refused = Eines der Felder enthält einen Wert, der nicht möglich ist.
    .title = Das kann nicht gespeichert werden
    .remedy = Berichtigen Sie dieses Feld.
confirmation_needed = Lesen Sie, was daraus folgt, und bestätigen Sie, dass Sie es so wollen.
    .title = Das hat Folgen
    .remedy = Senden Sie dasselbe noch einmal, mit dem Inhalt von `details.confirm` als `confirmed`.
changed_since = Jemand anderes hat es gespeichert, seit Sie es geöffnet haben. Sehen Sie es sich noch einmal an, bevor Sie es ändern.
    .title = Jemand anderes hat das geändert
    .remedy = Lesen Sie die Einstellungen noch einmal und ändern Sie dann diese.
not_found = Keine Seite hat diese Adresse.
    .title = Hier ist nichts
    .remedy = Prüfen Sie die Adresse oder gehen Sie dorthin zurück, woher Sie gekommen sind.
method_not_allowed = Diese Adresse nimmt Anfragen dieser Art nicht an.
    .title = Das ist hier nicht möglich
    .remedy = Siehe /openapi.json.
too_many_requests = Aus Ihrem Netzwerk kamen mehr Anfragen, als dieser Server beantwortet. Warten Sie { $wait } und versuchen Sie es dann noch einmal.
    .title = Zu viele Anfragen
    .remedy = Warten Sie so lange, wie `Retry-After` angibt.
wait = Es gab zu viele Fehlversuche. Warten Sie { $wait } und versuchen Sie es dann noch einmal.
    .title = Warten Sie kurz
    .cause = Es gab mehrere Fehlversuche hintereinander. Mit jedem weiteren wird die Wartezeit länger.
    .remedy = Warten Sie so lange, wie `Retry-After` angibt, oder melden Sie sich anders an.
method_stopped = Mit dieser Methode gab es zu viele Fehlversuche. Melden Sie sich anders an oder fragen Sie einen Administrator.
    .title = Diese Anmeldemethode ist gesperrt
    .cause = Mit dieser Methode gab es fünfzig Fehlversuche hintereinander.
    .remedy = Melden Sie sich anders an und richten Sie diese Methode neu ein, oder lassen Sie sie von einem Administrator wieder freigeben.
device_gone = Er wurde bereits entfernt. Die Liste zeigt, was noch da ist.
    .title = Dieser Browser steht nicht mehr in der Liste
    .remedy = Sehen Sie noch einmal in der Liste nach.
account_held = Ihr Konto wurde gerade wiederhergestellt, und es gab keine andere Adresse, um Sie zu benachrichtigen. Einen Tag lang können Passkeys und Adressen nicht entfernt oder geändert werden.
    .title = Das muss einen Tag warten
    .remedy = Versuchen Sie es nach einem Tag noch einmal. Einen Passkey können Sie sofort hinzufügen.
access_pass_again = Dieses Mitglied hatte schon einmal einen befristeten Zugriffspass oder einen Registrierungslink und hat sich seither nicht auf andere Weise angemeldet.
    .title = Nicht zweimal hintereinander
    .remedy = Das Mitglied muss sich zuerst mit einer anderen Methode anmelden, oder Sie stellen das Konto wieder her.
member_gone = Niemand, der sich hier anmelden darf, hat diesen Namen.
    .title = Dieses Mitglied gibt es nicht
    .remedy = Prüfen Sie den Namen.
notice_gone = Er wurde bereits gelesen.
    .title = Diesen Hinweis gibt es nicht mehr
    .remedy = Sehen Sie noch einmal in der Liste nach.
reports_full = Es warten mehr Meldungen, als der Support gerade annehmen kann. Ihre wurde deshalb nicht aufbewahrt. Wenden Sie sich direkt an den Support und nennen Sie den Referenzcode.
    .title = Ihre Meldung konnte nicht angenommen werden
    .remedy = Wenden Sie sich direkt an den Support oder senden Sie die Meldung später noch einmal.
malformed_request = Sie ist nicht das JSON, das für diese Adresse dokumentiert ist.
    .title = Die Anfrage konnte nicht gelesen werden
    .remedy = Siehe /openapi.json.
extension_not_allowed = Die Einstellungen hier erlauben Anwendungen nicht, sie zu verwenden.
    .title = Diese Erweiterung ist nicht eingeschaltet
    .remedy = Lassen Sie sie weg oder lassen Sie sie von einem Administrator einschalten.
too_large = Senden Sie weniger als 64 KiB.
    .title = Die Anfrage ist zu groß
    .remedy = Senden Sie weniger.
unsupported_media_type = Senden Sie JSON mit Content-Type application/json.
    .title = Die Anfrage hat den falschen Typ
    .remedy = Setzen Sie den Content-Type.
sign_in_elsewhere = Ihre Organisation verlangt einen weiteren Schritt, den diese Website nicht anzeigen kann. Melden Sie sich auf der Anmeldeseite Ihrer Organisation an.
    .title = Ein weiterer Schritt ist nötig
    .cause = Die Regeln verlangen mehr als einen Passkey, und die Anmeldung läuft auf der Seite einer anderen Website.
    .remedy = Melden Sie sich auf der Anmeldeseite Ihrer Organisation an.
exchange_refused = Melden Sie sich auf der Seite, auf der Sie begonnen haben, noch einmal an.
    .title = Diese Anmeldung kann nicht übernommen werden
    .remedy = Melden Sie sich noch einmal an.
cross_site = Öffnen Sie diese Seite direkt und versuchen Sie es noch einmal.
    .title = Die Anfrage kam von einer anderen Website
    .remedy = Öffnen Sie die Seite direkt.
proof_wrong = Ihre Eingabe ist nicht richtig oder gilt nicht mehr. Versuchen Sie es noch einmal oder melden Sie sich anders an.
    .title = Das hat nicht funktioniert
    .passkeys_only = Ihre Eingabe ist nicht richtig oder gilt nicht mehr. Versuchen Sie es noch einmal.
    .remedy = Versuchen Sie es noch einmal, fordern Sie einen neuen Code an oder melden Sie sich anders an.
no_method = Ihre Organisation verlangt eine Anmeldemethode, die Ihr Konto nicht hat. Bitten Sie einen Administrator um einen befristeten Zugriffspass: Damit kommen Sie wieder hinein.
    .title = Keine Ihrer Anmeldemethoden ist hier erlaubt
    .remedy = Ein Administrator kann einen befristeten Zugriffspass ausstellen oder die Richtlinie ändern.
internal_error = Es liegt nicht an Ihnen. Versuchen Sie es noch einmal; wenn es wieder geschieht, nennen Sie dem Support die Referenz unten.
    .title = Etwas ist schiefgegangen
    .remedy = Versuchen Sie es später noch einmal.
unavailable = Versuchen Sie es gleich noch einmal.
    .title = Der Server ist ausgelastet
    .remedy = Wenn es so bleibt, nennen Sie dem Support die Referenz unten.
