# The members' pages in German.

## What the scripts say

reference = Referenz
report = Dem Support melden
browser_says = Ihr Browser meldet
copy = Kopieren
copied = Kopiert
working = Warten auf Ihren Passkey …
identifier_missing = Geben Sie zuerst Ihren Benutzernamen ein.
organisation_missing = Geben Sie den Namen Ihrer Organisation ein.
name_missing = Geben Sie einen Namen ein.
unsupported_title = Dieser Browser unterstützt keine Passkeys
unsupported = Verwenden Sie eine aktuelle Version von Chrome, Safari, Edge oder Firefox auf einem Gerät, das Passkeys unterstützt.
insecure = Browser bieten Passkeys nur auf sicheren Adressen an. Öffnen Sie diese Seite mit https.
not_reached_title = Der Server ist nicht erreichbar
not_reached = Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal. Bis dahin ändert sich nichts.

## What an error offers

action_retry = Noch einmal versuchen
action_other_passkey = Anderen Passkey verwenden
action_password = Passwort verwenden
action_other_method = Anders anmelden
action_later = Später einrichten
action_restart = Von vorn beginnen
action_sign_in = Anmelden
action_manage_passkeys = Passkeys anzeigen

## What has happened

signed_out = Sie sind abgemeldet.
welcome = Keystead ist eingerichtet. Mitglieder melden sich unter { $address } an.
signing_in = Sie werden angemeldet …
signing_up = Ihr Konto wird erstellt …
setting_up = Wird eingerichtet …
enabled = Aktiviert
not_set_up = Nicht eingerichtet
synced = Synchronisiert
device_bound = Gerätegebunden
add_title = Weiteren Passkey hinzufügen
add_first_title = Ersten Passkey hinzufügen
added_notice = Passkey hinzugefügt.
renamed_notice = Name gespeichert.
deleted_notice = Passkey gelöscht.
backup_title = Ersatz-Passkey hinzufügen

## Why one cannot be deleted

last_passkey = Das ist Ihr letzter Passkey. Fügen Sie einen weiteren hinzu, bevor Sie ihn löschen.
fewest_passkeys = Ihre Organisation verlangt so viele Passkeys, wie Sie haben. Fügen Sie einen weiteren hinzu, bevor Sie diesen löschen.

## On several pages

username = Benutzername
email_or_username = E-Mail-Adresse oder Benutzername
email_or_username_missing = Geben Sie zuerst Ihre E-Mail-Adresse oder Ihren Benutzernamen ein.
email = E-Mail-Adresse
email_missing = Geben Sie zuerst Ihre E-Mail-Adresse ein.
phone = Telefonnummer
phone_missing = Geben Sie zuerst Ihre Telefonnummer ein.
email_or_phone = E-Mail-Adresse oder Telefonnummer
email_or_phone_missing = Geben Sie zuerst Ihre E-Mail-Adresse oder Telefonnummer ein.
phone_or_username = Telefonnummer oder Benutzername
phone_or_username_missing = Geben Sie zuerst Ihre Telefonnummer oder Ihren Benutzernamen ein.
any_name = E-Mail-Adresse, Telefonnummer oder Benutzername
any_name_missing = Geben Sie zuerst Ihre E-Mail-Adresse, Ihre Telefonnummer oder Ihren Benutzernamen ein.
username_rule = Buchstaben, Ziffern, Punkte, Bindestriche und Unterstriche.
username_hint = Nicht nötig: Ihr Passkey weiß, wer Sie sind.
display_name = Anzeigename
optional = optional
optional_field = { $label } (optional)
cancel = Abbrechen
continue_with_passkey = Weiter mit Passkey
use_before = Früheren Passkey verwenden
create_passkey = Passkey erstellen
no_script = Passkeys brauchen JavaScript. Schalten Sie es für diese Seite ein und laden Sie sie dann neu.
skip_to_content = Zum Inhalt springen

## Sign-in

sign_in = Anmelden
sign_in_lead = Entsperren Sie mit Fingerabdruck, Gesicht, Displaysperre oder Sicherheitsschlüssel.
no_account = Neu hier?
links_gave_way = Magic Links sind deaktiviert, weil SSO aktiviert ist. Nutzen Sie die SSO-Wiederherstellung Ihrer Organisation oder wenden Sie sich an einen Administrator.
ended_idle = Sie wurden abgemeldet, weil Sie inaktiv waren.

## Joining with an address

join_address = E-Mail-Adresse
join_phone = Telefonnummer
join_address_or_phone = E-Mail-Adresse oder Telefonnummer
join_phone_hint = Beginnen Sie eine Telefonnummer mit + und der Landesvorwahl.
join_send = Code anfordern
join_sent = Eine Nachricht ist unterwegs. Geben Sie den Code daraus hier ein; er gilt einige Minuten.
join_other = Andere Adresse verwenden
join_make = Die Adresse ist bestätigt. Erstellen Sie jetzt Ihr Konto.
join_make_account = Konto erstellen
new_password = Neues Passwort
join_or_name = Oder wählen Sie einen Benutzernamen
invitation_title = Sie sind eingeladen
invitation_lead = Erstellen Sie Ihr Konto mit dieser Adresse.
invitation_take = Einladung annehmen
invitation_gone_title = Diese Einladung gilt nicht mehr
invitation_gone_lead = Sie wurde bereits angenommen, zurückgezogen oder ist zu alt. Bitten Sie die Person, die Sie eingeladen hat, um eine neue.
enrolment_link_title = Erstellen Sie Ihren Passkey
enrolment_link_lead = Ein Administrator hat diesen Link an diese Adresse gesendet:

## An account at a provider

offer_title = Verknüpfen Sie Ihr Konto bei
offer_lead = Es gehört zu einer Adresse, für die es hier ein Konto gibt. Wenn Sie zustimmen und sich dann anmelden, öffnet es von nun an dieses Konto.
offer_newcomer = Wenn Sie zustimmen, öffnet es das Konto, das Sie hier erstellen.
offer_yes = Ja, verknüpfen
offer_no = Nein

## Recovery

recovery_title = Probleme bei der Anmeldung?
recovery_lead = Geben Sie Ihren Anmeldenamen ein. Bestätigen Sie dann auf andere Weise, wer Sie sind, und richten Sie eine neue Anmeldemethode ein.
new_password_title = Neues Passwort wählen
end_other_sessions = Überall sonst abmelden
stop_title = Wiederherstellung stoppen?
stop_lead = Jemand möchte wieder Zugang zu Ihrem Konto erhalten. Wenn nicht Sie das sind, stoppen Sie es. Sonst ändert sich nichts an Ihrem Konto.
stop_recovery = Wiederherstellung stoppen
stopped_title = Die Wiederherstellung ist gestoppt
stopped_lead = Wer sie angefordert hat, müsste von vorn beginnen, und Sie würden wieder benachrichtigt. Falls diese Person Ihre E-Mails lesen kann, ändern Sie das Passwort Ihres Postfachs.
stop_gone_title = Es gibt nichts zu stoppen
stop_gone_lead = Die Wiederherstellung wurde bereits gestoppt, ist abgeschlossen oder zu alt.
recovery_waits = Jemand möchte über Nachrichten wieder Zugang zu Ihrem Konto erhalten. Ab dem { $time } kann es damit weitergehen, wenn es niemand stoppt.
wait_title = Kommen Sie später wieder
wait_lead = Ihre Wiederherstellung wartet, damit niemand Ihr Konto unbemerkt übernimmt. An jede Adresse Ihres Kontos wurde eine Nachricht geschickt. Wenn niemand die Wiederherstellung stoppt, beginnen Sie sie zwischen dem { $time } und dem { $end } noch einmal. Eine Anmeldung mit einem Passkey beendet sie.
quarantined = Beiseitegelegt: erst nach Ihrer Bestätigung wieder in Gebrauch
other_address = Für eine andere Adresse erstellt:
confirm_passkey = Gehört noch mir
replace_lead = Wenn Ihr altes Gerät verloren ist oder jemand anderes es haben könnte, sperren Sie seine Passkeys vorerst. Niemand kann sie verwenden, bis Sie sie bestätigen.
replace_passkeys = Andere vorerst sperren
notice_seen = Verstanden
account_held = Einen Tag lang kann kein Passkey und keine Adresse entfernt oder geändert werden.

## The steps of a journey

other_ways = Andere Anmeldemethoden
other_way = Anders anmelden
continue_with = Weiter mit
go_on = Weiter
not_you = Nicht Sie?
first_lead = Bestätigen Sie, wer Sie sind.
second_title = Noch ein Schritt
password_lead = Geben Sie Ihr Passwort ein.
magic_link_lead = Wir senden einen Link an Ihre E-Mail-Adresse. Einmal darauf tippen, und Sie sind angemeldet.
email_code_lead = Wir senden einen Code an Ihre E-Mail-Adresse.
sms_code_lead = Wir senden einen Code per SMS an Ihr Telefon.
totp_lead = Öffnen Sie Ihre Authenticator-App und geben Sie den angezeigten Code ein.
recovery_code_lead = Geben Sie einen der Codes ein, die Sie gespeichert haben. Jeder gilt nur einmal.
single_sign_on_lead = Melden Sie sich bei Ihrer Organisation an; danach kommen Sie hierher zurück.
access_pass_lead = Geben Sie den Zugriffspass ein, den Sie von einem Administrator erhalten haben.
code_of_link = Code von einem anderen Gerät
code_of_link_hint = Nur wenn Sie den Link dort geöffnet haben: Er zeigt einen Code an.
remember = { $days ->
    [one] Diesen Browser { $days } Tag lang merken
   *[other] Diesen Browser { $days } Tage lang merken
}
remember_hint = In ihm wird dann kein zweiter Faktor verlangt. Nur auf einem Gerät, das Ihnen gehört.
password = Passwort
code = Code
send_again = Noch einmal senden
send_again_hint = Nach einer Minute kann noch einmal etwas gesendet werden, innerhalb einer Stunde aber nur wenige Male.
sent_by_mail = Wenn es ein Konto mit diesem Anmeldenamen gibt, ist eine Nachricht unterwegs. Sie gilt einige Minuten.
sent_second_mail = Eine Nachricht ist zu Ihnen unterwegs. Wenn keine ankommt, fordern Sie nach einer Minute eine neue an.
sent_second_phone = Eine SMS ist zu Ihnen unterwegs. Wenn keine ankommt, fordern Sie nach einer Minute eine neue an.
sent_link = Wenn es ein Konto mit diesem Anmeldenamen gibt, ist eine Nachricht unterwegs. Öffnen Sie den Link darin in diesem Browser.
sent_to_phone = Wenn es ein Konto mit diesem Anmeldenamen gibt, ist eine SMS unterwegs. Sie gilt einige Minuten.
method_passkey = Passkey
method_password = Passwort verwenden
method_magic_link = Anmeldelink per E-Mail senden
method_email_code = Code per E-Mail senden
method_sms_code = Code per SMS senden
method_totp = Authenticator-App
method_recovery_code = Wiederherstellungscode
method_single_sign_on = Single Sign-On
method_access_pass = Befristeter Zugriffspass
link_title = Mit diesem Link anmelden
link_lead = Noch einmal tippen, und Sie sind hier angemeldet.
link_recovery_title = Zurück in Ihr Konto
link_recovery_lead = Noch einmal tippen, und die Wiederherstellung geht hier weiter.
recovery_link_lead = Wir senden einen Link an Ihre E-Mail-Adresse. Er führt zurück in Ihr Konto.
link_elsewhere_title = Wurde der Link auf einem anderen Gerät angefordert?
link_elsewhere_lead = Er meldet nur dort an, wo er angefordert wurde. Dieses Gerät kann Ihnen einen Code anzeigen, den Sie dort eingeben.
link_show_code = Code anzeigen
link_not_asked = Sie haben den Link nicht angefordert? Dann schließen Sie diese Seite und verraten Sie niemandem den Code.
link_code_title = Geben Sie diesen Code dort ein, wo Sie sich anmelden
link_code_lead = Er gilt einige Minuten, und nur in dem Browser, in dem der Link angefordert wurde.
link_gone_title = Dieser Link funktioniert nicht mehr
link_gone_lead = Er wurde bereits verwendet oder ist zu alt. Fordern Sie einen neuen an.
new_app_title = Authenticator-App einrichten
new_app_show = QR-Code anzeigen
new_app_show_again = Neuen QR-Code anzeigen
new_app_scan = Scannen Sie dies mit Ihrer Authenticator-App und geben Sie dann den Code ein, den sie anzeigt. Der QR-Code wird nur einmal angezeigt.
new_app_picture = QR-Code für Ihre Authenticator-App
new_app_letters = Oder geben Sie diesen Schlüssel in der App ein:
new_app_open = In einer App auf diesem Gerät öffnen
held_title = Fügen Sie einen Passkey hinzu, um fortzufahren
held_required = Ihre Organisation verlangt einen Passkey. Fügen Sie einen hinzu, und Sie sind angemeldet.
held_more = Ihre Organisation verlangt einen weiteren Passkey. Fügen Sie ihn hinzu, und Sie sind angemeldet.
held_after_link = Ihre Organisation verlangt nach einer Anmeldung per E-Mail einen Passkey. Fügen Sie einen hinzu, und Sie sind angemeldet.
held_device_bound = Ihre Organisation verlangt einen Passkey, der auf seinem Gerät bleibt, zum Beispiel auf einem Sicherheitsschlüssel. Fügen Sie einen hinzu, und Sie sind angemeldet.
held_renewal = Ihre Organisation lässt ältere Passkeys erneuern. Fügen Sie einen neuen hinzu, und Sie sind angemeldet.
held_second_factor = Ihre Organisation verlangt einen zweiten Faktor. Fügen Sie einen Passkey hinzu, und Sie sind angemeldet.
held_new_app = Ihre Organisation verlangt einen zweiten Faktor. Richten Sie eine Authenticator-App ein, und Sie sind angemeldet.
held_because = { $why } Fügen Sie einen Passkey hinzu, und Sie sind angemeldet.
held_because_app = { $why } Richten Sie eine Authenticator-App ein, und Sie sind angemeldet.
held_recovery = Fügen Sie einen neuen Passkey hinzu, um die Wiederherstellung Ihres Kontos abzuschließen.
held_new_password = Wählen Sie ein neues Passwort, um die Wiederherstellung Ihres Kontos abzuschließen.
help_title = Hilfe von Ihrer Organisation
held_help = Sie haben kein Gerät, das einen Passkey speichern kann? Bitten Sie einen Administrator Ihrer Organisation um Hilfe.

## Sign-up

sign_up = Registrieren
sign_up_lead = Wählen Sie einen Namen und erstellen Sie einen Passkey. Sie müssen sich kein Passwort merken.
display_name_hint = So sehen andere Sie. Wenn Sie nichts eingeben, gilt Ihr Benutzername.
sign_up_lead_address = Beginnen Sie mit Ihrer Adresse. Wir senden einen Code dorthin, damit niemand sie in Ihrem Namen verwendet.
sign_up_lead_make = Noch ein Schritt, und das Konto gehört Ihnen.
have_account = Haben Sie schon ein Konto?

## The suggestion after a sign-in

suggest_title = Nächstes Mal schneller anmelden
suggest_lead = Fügen Sie einen Passkey hinzu, und Sie melden sich mit Fingerabdruck, Gesicht oder Displaysperre an. Ihre anderen Anmeldemethoden bleiben, wie sie sind.
suggest_here_title = Auch auf diesem Gerät einen Passkey hinzufügen?
suggest_here_lead = Sie haben sich ohne Ihren vorhandenen Passkey angemeldet. Mit einem auf diesem Gerät genügt ein einziges Tippen.
suggest_again_title = Ihre Passkeys müssen erneuert werden
suggest_again_lead = Hier werden jetzt Passkeys einer anderen Art verlangt. Fügen Sie hier einen neuen hinzu; die alten bleiben erhalten.
suggest_soon_title = Bald wird ein Passkey verlangt
suggest_soon_lead = Ihre Organisation bittet alle um einen Passkey. Fügen Sie Ihren jetzt hinzu, dann hält Sie nichts von der Anmeldung ab.
later = Später erledigen
saved_notice = Für Ihr Konto wurde ein Passkey gespeichert. Nächstes Mal können Sie sich ohne Passwort anmelden. Wenn Sie ihn nicht möchten, löschen Sie ihn unten.

## Account > Security

user_menu = Benutzermenü
console = Verwaltung
account_settings = Kontoeinstellungen
account = Konto
security = Sicherheit
sign_out = Abmelden
registered_passkeys = Registrierte Passkeys
passkey_mfa = Passkey-MFA
required_by_policy = Durch Richtlinie vorgeschrieben
no_passkeys = Noch kein Passkey. Fügen Sie einen hinzu, um sich mit der Displaysperre Ihres Geräts anzumelden.
added = Hinzugefügt am
updated = Aktualisiert am
last_used = Zuletzt verwendet:
never_used = Noch nicht verwendet
rename = Umbenennen
save = Speichern
delete = Löschen
name = Name
name_hint = Zum Beispiel „Büro-Laptop“. Sie können ihn später ändern.
add_passkey = Passkey hinzufügen
backup = Ein zweiter Passkey auf einem anderen Gerät oder einem Sicherheitsschlüssel verringert das Risiko, dass Sie ausgesperrt werden, wenn der erste verloren geht.
locked = Welche Sicherheitsoptionen Sie haben, hängt von der Richtlinie Ihrer Organisation und den Berechtigungen Ihres Kontos ab. Wenn Sie eine Einstellung nicht ändern können, wenden Sie sich an den Administrator von { $organization }.
added_software = Registrierung erfolgreich. Ihr Software-Passkey ist jetzt registriert und kann als 2FA-Methode verwendet werden.
added_hardware = Registrierung erfolgreich. Ihr Hardware-Sicherheitsschlüssel ist jetzt registriert und kann als 2FA-Methode verwendet werden.
passkeys_off = Ihre Organisation verwendet hier keine Passkeys.
limit_reached = Sie haben die Höchstzahl an Passkeys erreicht. Löschen Sie einen, um einen anderen hinzuzufügen.
care = Fügen Sie Passkeys nur auf Ihren eigenen Geräten hinzu, nicht auf gemeinsam genutzten oder öffentlichen. Teilen Sie niemals einen Passkey, eine Displaysperre oder einen Sicherheitsschlüssel mit anderen.
delete_title = Diesen Passkey löschen?
delete_lead = Sie können sich dann nicht mehr damit anmelden. Bevor Sie fortfahren:
delete_point_other = Haben Sie einen anderen Passkey, der funktioniert?
delete_point_device = Ist das Gerät verloren, ausgemustert oder ersetzt?
delete_point_only = Vergewissern Sie sich, dass dies nicht die einzige Anmeldemethode ist, die für Sie vorgeschrieben ist.
delete_elsewhere = Mit dem Löschen werden Sie auch überall sonst abgemeldet.
delete_confirm = Passkey löschen
keep = Behalten
confirm_title = Bestätigen Sie, dass Sie es sind
confirm_sent = Ein Code ist unterwegs. Er gilt einige Minuten.
sign_in_again = Neu anmelden
sign_in_again_lead = Danach kommen Sie auf diese Seite zurück.
confirm_lead = Bevor es weitergeht, entsperren Sie mit einem Passkey, den Sie haben.

## Still working?

idle_title = Arbeiten Sie noch?
idle_lead = Hier wurde seit einer Weile nichts getan. Wenn die Zeit abgelaufen ist, werden Sie abgemeldet.
idle_left = In { $time } werden Sie abgemeldet.
idle_stay = Angemeldet bleiben

## Set-up

setup_title = Willkommen bei Keystead
setup_lead = Ihr Konto ist das erste Administratorkonto. Erstellen Sie den Passkey, mit dem Sie sich anmelden werden.
setup_again_title = Administrator hinzufügen oder Zugang erneuern
setup_console = Verwaltet wird Keystead danach unter /admin, in Ihrem Menü auch „Verwaltung“.
setup_again_lead = Geben Sie den Namen eines Administrators ein, um ihm einen neuen Passkey zu geben, oder einen neuen Namen, um einen hinzuzufügen.
organisation = Organisation
organisation_hint = Steht oben auf jeder Seite.
setup_spent_title = Dieser Einrichtungslink funktioniert nicht mehr
setup_spent = Er wurde bereits verwendet oder ist älter als eine Stunde. Erzeugen Sie dort, wo der Server läuft, einen neuen:

## Other pages

waiting_title = Fast geschafft
waiting = Dieser Server wartet auf seine Einrichtung. Öffnen Sie den Link, der in seinem Terminal ausgegeben wurde.
waiting_again = Link verloren? Erzeugen Sie dort, wo der Server läuft, einen neuen:
front_page = Zur Startseite
front_doors_title = Keystead-Demo
front_doors_lead = Eine Demonstration mit erfundenen Mitgliedern. Jede Tür unten öffnet eine Beispiel-Anmeldeseite mit anderen Einstellungen.
front_doors_open = Registrieren und einen Passkey erstellen
front_doors_members = Als Beispielmitglied anmelden
front_doors_password = Wo ein Passwort verlangt wird, lautet es
sample_members = Beispielmitglieder:
sample_administrator = (Administrator)
front_doors_messages = Codes und Links
front_doors_mailbox = Postfach
front_doors_messages_lead = Diese Demonstration verschickt keine E-Mails und keine SMS. Was sie verschickt hätte, steht im
mailbox_title = Postfach
mailbox_lead = Diese Demonstration verschickt nichts. Was sie verschickt hätte, steht hier, das Neueste zuerst.
mailbox_empty = Noch nichts.
mailbox_text_message = SMS
mailbox_to = An
language = Sprache

## Help
help = Hilfe
support_email = E-Mail
support_help_center = Hilfecenter
support_forum = Community-Forum
privacy = Datenschutz
terms = Nutzungsbedingungen
guide = Anleitung zu diesen Einstellungen

# The pages below Account > Security in German.

## Account pages

parts_title = Weitere Sicherheitseinstellungen
account_no_script = Änderungen auf dieser Seite brauchen JavaScript. Schalten Sie es ein und laden Sie die Seite dann neu.
recovery_codes = Wiederherstellungscodes
address = Adresse
addresses = Adressen
linked_account = Verknüpftes Konto
linked_accounts = Verknüpfte Konten
sessions = Sitzungen und Browser
activity = Aktivitäten
ends_others = Damit werden Sie überall sonst abgemeldet.
remove = Entfernen

## Password

password_is_set = Festgelegt
password_is_none = Nicht festgelegt
password_changed_at = Zuletzt geändert am
password_missing = Geben Sie ein neues Passwort ein.
password_rule = Mindestens { $least } und höchstens { $most } Zeichen. Gut sind mehrere Wörter, die nur Sie so zusammenstellen würden.
password_set_now = Passwort festlegen
password_change_now = Passwort ändern
password_remove = Passwort entfernen
password_remove_question = Passwort entfernen?
password_remove_lead = Sie melden sich dann mit Ihren anderen Methoden an. Damit werden Sie überall sonst abgemeldet.
password_stays = Das Passwort bleibt, weil Sie sich sonst nicht mehr anmelden könnten.
password_set_news = Ihr Passwort ist festgelegt.
password_removed_news = Ihr Passwort ist entfernt.

## Authenticator app

app_lead = Eine App auf Ihrem Telefon zeigt jede halbe Minute einen neuen Code an. Sie geben ihn bei der Anmeldung ein.
app_set_up_now = App einrichten
app_replace_now = Andere App einrichten
app_replaces = Ihre bisherige App funktioniert, bis Sie einen Code der neuen eingeben.
app_not_offered = Authenticator-Apps werden hier nicht mehr verwendet. Sie können Ihre entfernen.
app_remove = App entfernen
app_remove_question = Authenticator-App entfernen?
app_remove_lead = Die Codes der App werden sofort ungültig. Damit werden Sie überall sonst abgemeldet.
app_confirm = Diese App verwenden
app_added_news = Ihre Authenticator-App ist eingerichtet.
app_removed_news = Ihre Authenticator-App ist entfernt.
code_missing = Geben Sie den Code ein.

## Recovery codes

codes_left = Verbleibende Codes
codes_made = Erstellt am
codes_lead = Bewahren Sie diese Codes auf Papier oder an einem sicheren Ort auf. Jeder gilt einmal, wenn sonst nichts mehr geht.
codes_draw = Wiederherstellungscodes erstellen
codes_draw_again = Neue Codes erstellen
codes_question = Neue Codes erstellen?
codes_warning = Ihre bisherigen Codes werden sofort ungültig. Damit werden Sie überall sonst abgemeldet.
codes_not_offered = Wiederherstellungscodes werden hier nicht mehr verwendet.
codes_title = Ihre neuen Wiederherstellungscodes
codes_once = Sie werden nur dieses eine Mal angezeigt. Speichern Sie sie jetzt.
codes_print = Drucken
codes_download = Als Text herunterladen

## Addresses

addresses_lead = An diese Adressen gehen Nachrichten und Codes. Wenn eine hinzugefügt oder entfernt wird, werden alle Ihre anderen Adressen benachrichtigt.
addresses_none = Sie haben noch keine Adresse.
address_verified = Bestätigt
address_unverified = Nicht bestätigt
address_verify = Bestätigen
address_add_title = Adresse hinzufügen
address_label = E-Mail-Adresse oder Telefonnummer
address_missing = Geben Sie eine Adresse ein.
address_phone_hint = Beginnen Sie eine Telefonnummer mit + und der Landesvorwahl.
address_verify_title = Code eingeben
address_sent = Ein Code ist unterwegs an { $address }. Er gilt einige Minuten.
address_confirm = Adresse bestätigen
address_keep_title = Was gehört Ihnen?
address_keep_lead = Diese Adresse stand in Ihrem Konto, bevor jemand sie bestätigt hat. Haken Sie an, was Sie selbst angelegt haben: Alles andere wird entfernt.
address_stays = Diese Adresse bleibt, weil eine Anmeldemethode oder die Wiederherstellung sie braucht.
address_remove_question = Diese Adresse entfernen?
address_remove_lead = Wenn sie bestätigt ist, senden wir zuerst einen Code dorthin. Damit werden Sie überall sonst abgemeldet.
address_remove_code = Code, der an diese Adresse gesendet wurde
address_added_news = Die Adresse ist bestätigt.
address_removed_news = Die Adresse ist entfernt.

## Linked accounts

links_lead = Mit diesen Konten bei anderen Anbietern melden Sie sich hier an.
links_none = Es ist kein Konto verknüpft.
link_with = Konto bei { $provider } verknüpfen
link_remove = Verknüpfung lösen
link_stays = Dieses Konto bleibt verknüpft, weil Sie sich sonst nicht mehr anmelden könnten.
link_remove_question = Verknüpfung mit diesem Konto lösen?
link_remove_lead = Sie können sich hier dann nicht mehr damit anmelden.
link_removed_news = Die Verknüpfung ist gelöst.
linked_at = Verknüpft am

## Sessions and browsers

sessions_title = Wo Sie angemeldet sind
more_are = { $count ->
    [one] Und noch { $count }.
   *[other] Und { $count } weitere.
}
session_this = Diese Sitzung
session_began = Angemeldet am
session_active = Zuletzt aktiv am
session_end = Beenden
sessions_end_others = Alle anderen beenden
sessions_end_question = Alle anderen Sitzungen beenden?
sessions_end_lead = Sie bleiben nur hier angemeldet.
session_ended_news = Die Sitzung ist beendet.
sessions_ended_news = Alle anderen Sitzungen sind beendet.
feedback_title = Rückmeldung zu Passkeys
feedback_lead = Sie probieren Passkeys vor allen anderen aus. Sagen Sie, wie es war:
feedback_understand = Ob das Hinzufügen eines Passkeys leicht zu verstehen ist.
feedback_works = Ob die Anmeldung auf Ihrem Gerät funktioniert.
feedback_wording = Ob die Texte in den Abfragen klar sind.
feedback_fallback = Ob der Weg über das Passwort leicht zu finden ist.
feedback_confusion = Ob ein Gerät oder Browser für Verwirrung sorgt.
feedback_yes = Ja
feedback_partly = Teilweise
feedback_no = Nein
feedback_remark = Noch etwas? (freiwillig)
feedback_send = Rückmeldung senden
feedback_given_news = Danke. Ihre Rückmeldung ist gesendet.
browsers_title = Bekannte Browser
browsers_lead = Mit diesen Browsern haben Sie sich schon einmal angemeldet. Wenn Sie einen entfernen, wird in ihm wieder alles verlangt.
browsers_none = Es ist kein Browser bekannt.
browser_this = Dieser Browser
browser_seen = Zuletzt gesehen am
browser_trusted = Kein zweiter Faktor verlangt bis
browser_forget = Entfernen
browser_forgotten_news = Der Browser ist entfernt.
browser_on = { $browser } auf { $system }
browser_unknown = Unbekannter Browser oder unbekanntes Programm

## Activity

activity_lead = Was in den letzten 90 Tagen in Ihrem Konto geschehen ist, das Neueste zuerst. Wenn etwas nicht von Ihnen war, ändern Sie Ihr Passwort und beenden Sie Ihre anderen Sitzungen.
activity_none = In den letzten 90 Tagen ist nichts geschehen.
event_sign_in = Angemeldet
event_sign_up = Konto erstellt
event_step_up = Identität bestätigt
event_sign_out = Abgemeldet
event_session_idle = Wegen Inaktivität abgemeldet
event_device_allowed = Anwendung auf einem Gerät eingelassen
event_device_refused = Anwendung auf einem Gerät abgewiesen
event_approval_requested = Genehmigung von einer Anwendung angefragt
event_approval_given = Anfrage einer Anwendung genehmigt
event_approval_denied = Anfrage einer Anwendung abgelehnt
event_approval_expired = Genehmigung nicht rechtzeitig erteilt
event_code_exchanged = Sitzung an eine Website übergeben
event_session_revoked = Sitzung beendet
event_other_sessions_revoked = Alle anderen Sitzungen beendet
event_user_suspended = Konto gesperrt
event_user_restored = Konto wieder freigegeben
event_passkey_added = Passkey hinzugefügt
event_passkey_renamed = Passkey umbenannt
event_passkey_removed = Passkey gelöscht
event_passkey_confirmed = Passkey bestätigt
event_passkeys_replaced = Passkeys beiseitegelegt
event_recovered = Konto wiederhergestellt
event_recovery_waits = Wiederherstellung angefordert
event_recovery_stopped = Wiederherstellung gestoppt
event_access_pass_issued = Befristeter Zugriffspass ausgestellt
event_enrolment_link_sent = Link zum Erstellen eines Passkeys gesendet
event_access_pass_ended = Befristeter Zugriffspass beendet
event_totp_added = Authenticator-App eingerichtet
event_totp_removed = Authenticator-App entfernt
event_recovery_codes_drawn = Wiederherstellungscodes erstellt
event_recovery_code_used = Wiederherstellungscode verwendet
event_password_set = Passwort festgelegt
event_password_changed = Passwort geändert
event_password_removed = Passwort entfernt
event_account_linked = Konto verknüpft
event_account_unlinked = Verknüpfung mit einem Konto gelöst
event_application_entered = Bei einer Anwendung angemeldet
event_application_left = Anwendung getrennt
event_passkey_noticed = Änderung an einem Passkey bemerkt
event_address_added = Adresse hinzugefügt
event_address_removed = Adresse entfernt
event_factors_cleared = Anmeldemethoden bei der ersten Bestätigung entfernt
event_invitation_accepted = Einladung angenommen
event_guessing_stopped = Anmeldemethode nach Fehlversuchen gesperrt
event_guessing_allowed = Anmeldemethode wieder freigegeben
event_device_trusted = Browser gemerkt
event_device_forgotten = Browser entfernt
event_other = Änderung am Konto
refused_sign_in = Anmeldung abgelehnt
refused_sign_up = Registrierung abgelehnt
refused_step_up = Bestätigung der Identität abgelehnt
refused_passkey = Änderung an Passkeys abgelehnt
refused_password = Änderung des Passworts abgelehnt
refused_other = Änderung abgelehnt

## Passkeys, step by step

tested_notice = Dieser Passkey funktioniert.
only_brand = Alle Ihre Passkeys liegen bei { $brand } und stehen nur auf Geräten dieser Marke zur Verfügung. Fügen Sie für andere Geräte dort einen Passkey oder einen Sicherheitsschlüssel hinzu.
older_key = Älterer Schlüssel oder keine PIN?
test_passkey = Testen
kinds_title = Was diese Arten von Passkeys sind
kind_device_name = Passkey – Plattform-Authentifikatoren
kind_phone_name = Passkey – plattformübergreifender Authentifikator
kind_key_name = Sicherheitsschlüssel
kind_passkey_name = Passkey
kind_device = In ein Gerät eingebaut und dort oder auf allen synchronisierten Geräten nutzbar. Liegt im Sicherheitschip des Geräts, unter Windows zum Beispiel im TPM.
kind_phone = Ihr Smartphone (Android oder iOS), mit dem Sie sich auf einem anderen Gerät in der Nähe anmelden. Liegt auf dem Smartphone.
kind_key = Ein eigenes Gerät, zum Beispiel ein YubiKey, über USB, NFC oder Bluetooth. Liegt nur darauf. Wird nicht mit der Cloud synchronisiert und muss beim verwendeten Gerät vorhanden sein.
delete_why_lost = Verloren oder gestohlen
delete_why_retired = Nicht mehr in Gebrauch
delete_why_replaced = Durch ein anderes ersetzt
app_enabled = Aktiviert
app_not_set_up = Nicht eingerichtet
app_added = Hinzugefügt am
address_added = Hinzugefügt am
new_device = Ich habe ein neues Gerät
new_device_lead = In drei Schritten melden Sie sich mit Ihrem neuen Gerät an. Gehen Sie ebenso vor, wenn ein Gerät verloren ist.
new_device_old_title = Das alte Gerät aussperren
replace_question = Ihre anderen Passkeys vorerst sperren?
replace_effects = Sie bewirken nichts mehr, bis Sie sie bestätigen. Sie werden überall sonst abgemeldet, und Ihre Adressen werden benachrichtigt.
replace_none = Es ist kein anderer Passkey in Gebrauch.
replaced_news = Ihre anderen Passkeys sind vorerst gesperrt.
new_device_add_title = Auf diesem Gerät einen Passkey hinzufügen
new_device_old_ones_title = Die alten löschen
new_device_old_ones = Löschen Sie, was Sie nicht mehr verwenden, sobald Sie sicher sind.
register_title = Einen Passkey Schritt für Schritt hinzufügen
register_tabs = Methoden
register_where = Wo möchten Sie ihn aufbewahren?
register_mobile = Mobilgeräte/Passwortmanager
register_here = Dieses Gerät oder sein Passwortmanager
register_phone = iPhone, iPad oder Android-Gerät
register_phone_hint = Ein QR-Code erscheint. Öffnen Sie die Kamera-App Ihres Smartphones und richten Sie sie bei eingeschaltetem Bluetooth auf den Code. Tippen Sie dort auf „Registrieren“ oder „Passkey erstellen“ und bestätigen Sie Ihre Identität mit Face ID, Touch ID, Fingerabdruck oder Geräte-PIN. Vermeiden Sie Geräte, die Sie nicht immer zur Hand haben, zum Beispiel Tablets.
register_physical = Physisches Gerät
register_physical_hint = Wählen Sie „Sicherheitsschlüssel“, wenn Ihr Browser fragt. Stecken Sie den Schlüssel in den USB-Anschluss oder halten Sie ihn für NFC an das Gerät, geben Sie auf Nachfrage seine PIN ein und berühren Sie seine Taste oder seinen Sensor.
name_device = Benennen Sie Ihr Gerät
register = Registrieren
registered_software_title = Registrierung erfolgreich
registered_software = Ihr Software-Passkey ist jetzt registriert und kann als 2FA-Methode verwendet werden.
registered_hardware_title = Die Registrierung war erfolgreich
registered_hardware = Ihr Hardware-Sicherheitsschlüssel ist jetzt registriert und kann als 2FA-Methode verwendet werden.
registered_first = Ab jetzt können Sie sich damit anmelden.

## Telling support

report_title = Dem Support sagen, was geschah
report_lead = Gesendet wird nur, was hier steht. Wer Ihnen hilft, fragt nie nach Passwort, PIN, Fingerabdruck oder Gesicht.
report_device = Gerät und Browser
report_error = Fehler
report_doing = Was haben Sie gerade getan?
report_sign_in = Mich angemeldet
report_setup = Einen Passkey hinzugefügt
report_password = Funktioniert Ihr Passwort noch?
report_untried = Nicht versucht
report_yes = Ja
report_no = Nein
report_none = Ich habe kein Passwort
report_words = Was ist geschehen?
report_hint = Schreiben Sie hier kein Passwort, keine PIN und keinen Code.
report_send = Senden
report_sent = Gesendet. Der Support findet Ihre Meldung anhand der Referenz.

# Applications
application_title = Bei dieser Anwendung anmelden?
application_may = Sie darf:
application_unknown = Unbekannte Anwendung von
application_unchecked = Niemand hat sie hier geprüft. Wenn Sie fortfahren, werden Sie weitergeleitet zu
application_signed_in = Sie sind angemeldet als
application_wants_proof = Diese Anwendung bittet Sie zu bestätigen, dass Sie es sind:
application_scope_openid = Wissen, dass Sie es sind
application_scope_profile = Ihren Namen und Benutzernamen sehen
application_scope_email = Ihre E-Mail-Adresse sehen
application_scope_phone = Ihre Telefonnummer sehen
application_scope_offline = Angemeldet bleiben, während Sie weg sind
application_scope_view = Die Sicherheitseinstellungen Ihres Kontos sehen
application_scope_manage = Die Sicherheitseinstellungen Ihres Kontos ändern
application_allow = Weiter
application_switch = Ein anderes Konto verwenden
application_other_title = Diese Anwendung erwartet ein anderes Konto
application_back_title = Es geht zurück
application_back = Wenn nichts geschieht, geht es hier weiter.
application_gone_title = Diese Anfrage ist nicht vollständig
application_gone = Die Adresse, die Sie hierher geführt hat, ist nicht vollständig oder zu alt. Gehen Sie zur Anwendung zurück und beginnen Sie neu.
applications = Verbundene Anwendungen
applications_lead = Bei diesen Anwendungen melden Sie sich mit diesem Konto an.
applications_none = Keine Anwendung ist verbunden.
application_since = Verbunden
application_disconnect = Trennen
application_disconnect_question = Diese Anwendung trennen?
application_disconnect_lead = Sie sieht nichts mehr von Ihrem Konto und fragt Sie vor der nächsten Anmeldung wieder.
application_disconnected_news = Die Anwendung ist getrennt.
logout_title = Abmelden?
logout_lead = Sie werden hier abgemeldet, und die Anwendungen, bei denen Sie sich mit diesem Konto angemeldet haben, erfahren davon.
device_title = Auf einem Gerät anmelden
device_lead = Geben Sie den Code ein, den Ihr Gerät zeigt.
device_code = Code
device_unknown = Kein Gerät zeigt diesen Code, oder nicht mehr. Prüfen Sie ihn oder lassen Sie sich vom Gerät einen neuen geben.
device_too_often = Zu viele falsche Codes. Warten Sie zehn Minuten und versuchen Sie es dann erneut.
device_question = Diese Anwendung auf Ihrem Gerät einlassen?
device_warning = Fahren Sie nur fort, wenn Sie dies selbst begonnen haben, an einem Gerät vor Ihnen. Hat Ihnen jemand diesen Code oder Link geschickt, brechen Sie ab: Er käme in Ihr Konto.
device_from = Die Anfrage kam von:
device_proof = Mit Ihrem Passkey bestätigen
device_needs_passkey = Das erlaubt nur ein frischer Nachweis mit einem Passkey.
device_passkeys = Ihre Passkeys
device_allow = Einlassen
device_allowed_title = Ihr Gerät ist eingelassen
device_allowed = Gehen Sie zu Ihrem Gerät zurück: Es macht von selbst weiter. Sie können diese Seite schließen.
device_refused_title = Niemand wurde eingelassen
device_refused = Das Gerät bekommt nichts. Sie können diese Seite schließen.
device_gone = Der Code ist zu alt oder schon beantwortet. Lassen Sie sich vom Gerät einen neuen geben.
approvals = Genehmigungen
approvals_none = Nichts wartet auf Ihre Genehmigung.
approval_title = Dies genehmigen?
approval_asker = Angefragt von
approval_somebody = jemand anderem in dieser Anwendung
approval_until = Bis
approval_warning = Genehmigen Sie nur, was Sie erwarten und verstehen. Ihr Passkey unterschreibt genau diesen Text.
approval_approve = Mit einem Passkey genehmigen
approval_deny = Ablehnen
approval_needs_passkey = Das genehmigt nur ein Passkey, und Sie haben hier keinen.
approval_own = Sie haben dies selbst angefragt. Jemand anderes muss es genehmigen.
approval_given_title = Sie haben es genehmigt
approval_given = Die Anwendung kann den Beleg jetzt abholen. Sie können diese Seite schließen.
approval_denied_title = Sie haben es abgelehnt
approval_denied = Die Anwendung erfährt, dass Sie Nein gesagt haben. Sie können diese Seite schließen.
approval_back = Zurück zur Anwendung
approval_gone_title = Hier gibt es nichts zu genehmigen
approval_gone = Es wurde schon beantwortet, ist zu alt oder für ein anderes Konto bestimmt.
