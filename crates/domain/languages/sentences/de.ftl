# Whole sentences that leave the pages: messages, news of an account, and rules in plain words.

## What several messages share

foot = { $tenant }. Diese Nachricht wurde automatisch verschickt; Antworten darauf liest niemand.
colon = :
when = Zeitpunkt
from = IP-Adresse
with = Browser
secret = Geben Sie ihn niemals weiter, auch nicht an jemanden von { $tenant }.
secret_short = Geben Sie ihn niemals weiter.
once = Er gilt nur einmal und nur { $minutes ->
    [one] { $minutes } Minute
   *[other] { $minutes } Minuten
} lang.
same_browser = Verwenden Sie diesen Link in dem Browser, in dem Sie ihn angefordert haben:
look_now = Wenn Sie das nicht waren, sehen Sie jetzt in Ihrem Konto nach.
not_you = Wenn Sie das nicht waren, melden Sie sich an, entfernen Sie, was nicht von Ihnen ist, und beenden Sie alle Sitzungen. Wenn Sie sich nicht anmelden können, schreiben Sie an { $tenant }.
account_button = Konto ansehen
sign_in_button = Anmelden
an_administrator = Ein Administrator

## Messages: the subject, then lines in order; what is missing in one leaves it out

sign_in_code = Ihr Anmeldecode für { $tenant }
    .lead_1 = Geben Sie diesen Code dort ein, wo Sie sich anmelden:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = Wenn Sie sich gerade nicht anmelden, hat jemand Ihre Adresse eingegeben, vielleicht aus Versehen. Ohne den Code kommt niemand hinein.
    .phone_1 = { $code } ist Ihr Anmeldecode für { $tenant }.
    .phone_2 = { secret_short }
sign_in_link = Anmeldung bei { $tenant }
    .lead_1 = { same_browser }
    .button = { sign_in_button }
    .small_1 = { once }
    .small_2 = Wenn Sie sich gerade nicht anmelden, hat jemand Ihre Adresse eingegeben, vielleicht aus Versehen. Verwenden Sie den Link dann nicht.
    .phone_1 = Anmeldung bei { $tenant }: { $link }
sign_up_code = Ihr Code für die Registrierung bei { $tenant }
    .lead_1 = Geben Sie diesen Code ein, um mit Ihrem neuen Konto weiterzumachen:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = Wenn Sie kein Konto angefordert haben, brauchen Sie nichts zu tun: Ohne den Code wird keines erstellt.
    .phone_1 = { $code } ist Ihr Code für die Registrierung bei { $tenant }.
    .phone_2 = { secret_short }
step_up_code = Bestätigen Sie bei { $tenant }, dass Sie es sind
    .lead_1 = Geben Sie diesen Code ein, um mit Ihrem Vorhaben fortzufahren:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = Wenn Sie gerade nichts ändern, verwendet jemand anderes Ihr Konto. Melden Sie sich an und beenden Sie alle Sitzungen.
    .phone_1 = { $code } bestätigt bei { $tenant }, dass Sie es sind.
    .phone_2 = { secret_short }
enrolment_code = Passkey bei { $tenant } hinzufügen
    .lead_1 = Geben Sie diesen Code ein, um Ihrem Konto einen Passkey hinzuzufügen:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = Wenn Sie gerade keinen Passkey hinzufügen, geben Sie den Code nicht weiter und melden Sie es { $tenant }.
    .phone_1 = { $code } fügt Ihrem Konto bei { $tenant } einen Passkey hinzu.
    .phone_2 = { secret_short }
recovery_code = Ihr Wiederherstellungscode für { $tenant }
    .lead_1 = Geben Sie diesen Code ein, um wieder Zugang zu Ihrem Konto zu erhalten:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = Wenn Sie ihn nicht angefordert haben, versucht jemand, in Ihr Konto zu gelangen. Ohne den Code kommt niemand hinein.
    .phone_1 = { $code } ist Ihr Wiederherstellungscode für { $tenant }.
    .phone_2 = { secret_short }
recovery_link = Zurück in Ihr Konto bei { $tenant }
    .lead_1 = { same_browser }
    .button = Konto wiederherstellen
    .small_1 = { once }
    .small_2 = Wenn Sie ihn nicht angefordert haben, versucht jemand, in Ihr Konto zu gelangen. Verwenden Sie den Link nicht und zeigen Sie ihn niemandem.
    .phone_1 = Zurück in Ihr Konto bei { $tenant }: { $link }
verify_address = Bestätigen Sie Ihre Adresse für { $tenant }
    .lead_1 = Geben Sie diesen Code ein, um zu bestätigen, dass diese Adresse Ihnen gehört:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = Wenn Sie ihn nicht angefordert haben, brauchen Sie nichts zu tun: Ohne den Code wird die Adresse nicht verwendet.
    .phone_1 = { $code } bestätigt diese Nummer für { $tenant }.
    .phone_2 = { secret_short }
invitation = Sie sind zu { $tenant } eingeladen
    .lead_1 = { $inviter } lädt Sie zu { $tenant } ein.
    .lead_2 = Nehmen Sie die Einladung an, um Ihr Konto zu erstellen:
    .button = Einladung annehmen
    .small_1 = Sie gilt nur einmal, bis zum { $until }.
    .small_2 = Wenn Sie { $tenant } nicht kennen, verwenden Sie den Link nicht: Ohne ihn wird kein Konto erstellt.
    .phone_1 = Sie sind zu { $tenant } eingeladen: { $link }
enrolment_link = Erstellen Sie Ihren Passkey für { $tenant }
    .lead_1 = Ein Administrator von { $tenant } sendet Ihnen diesen Link. Damit erstellen Sie einen Passkey, mit dem Sie sich von da an anmelden.
    .button = Passkey erstellen
    .small_1 = Er gilt nur einmal, bis zum { $until }.
    .small_2 = Zeigen Sie ihn niemandem: Wer ihn hat, kommt in Ihr Konto. Wenn Sie ihn nicht erwarten, verwenden Sie ihn nicht und fragen Sie bei { $tenant } nach.
    .phone_1 = Erstellen Sie Ihren Passkey für { $tenant }: { $link }
approval_asked = Bei { $tenant } wird um Ihre Genehmigung gebeten
    .lead_1 = { $name } bittet Sie bei { $tenant }, etwas zu genehmigen. Worum es geht, steht dort, und dort antworten Sie:
    .button = Lesen und antworten
    .small_1 = Sie können bis zum { $until } antworten.
    .small_2 = Wenn Sie es nicht erwarten, lehnen Sie es dort ab.
    .phone_1 = { $name } bittet um Ihre Genehmigung bei { $tenant }: { $link }
address_changed = Ihre Adresse bei { $tenant } wurde geändert
    .lead_1 = { $what }
    .lead_2 = Nachrichten über Ihr Konto kommen vielleicht nicht mehr hier an.
    .button = { account_button }
    .small_1 = { not_you }
    .phone_1 = Ihre Adresse bei { $tenant } wurde geändert.
    .phone_2 = { $what }
    .phone_3 = { look_now }
factor_changed = Ihre Anmeldemethoden bei { $tenant } wurden geändert
    .lead_1 = { $what }
    .button = { account_button }
    .small_1 = { not_you }
    .phone_1 = Ihre Anmeldemethoden bei { $tenant } wurden geändert.
    .phone_2 = { $what }
    .phone_3 = { look_now }
recovered = Ihr Konto bei { $tenant } wurde wiederhergestellt
    .lead_1 = Jemand hat ohne die übliche Anmeldung wieder Zugang zu Ihrem Konto erhalten.
    .lead_2 = { $what }
    .button = { account_button }
    .small_1 = { not_you }
    .phone_1 = Ihr Konto bei { $tenant } wurde wiederhergestellt.
    .phone_2 = { look_now }
recovery_waits = Jemand möchte wieder Zugang zu Ihrem Konto bei { $tenant }
    .lead_1 = Wenn Sie das sind, brauchen Sie nur zu warten.
    .lead_2 = Weitermachen können Sie vom { $until } bis zum { $end }.
    .lead_3 = Wenn Sie das nicht sind, stoppen Sie die Wiederherstellung:
    .button = Wiederherstellung stoppen
    .small_1 = Sonst ändert sich damit nichts an Ihrem Konto. Auch eine Anmeldung mit Ihrem Passkey stoppt die Wiederherstellung.
    .phone_1 = Jemand möchte wieder Zugang zu Ihrem Konto bei { $tenant }. Wenn Sie das nicht sind, stoppen Sie die Wiederherstellung: { $link }
new_sign_in = Anmeldung bei { $tenant } auf einem neuen Gerät
    .lead_1 = Jemand hat sich in einem Browser, den wir noch nicht kennen, bei Ihrem Konto angemeldet.
    .button = { account_button }
    .small_1 = Wenn Sie das waren, brauchen Sie nichts zu tun.
    .small_2 = { not_you }
    .phone_1 = Ihr Konto bei { $tenant } wurde auf einem neuen Gerät verwendet.
    .phone_2 = { look_now }
already_a_member = Sie haben schon ein Konto bei { $tenant }
    .lead_1 = Jemand wollte mit dieser Adresse ein neues Konto erstellen, aber es gibt schon eines. Melden Sie sich an, um es zu verwenden:
    .button = { sign_in_button }
    .small_1 = Wenn Sie das nicht waren, brauchen Sie nichts zu tun: An Ihrem Konto hat sich nichts geändert.
    .phone_1 = Sie haben schon ein Konto bei { $tenant }: { $link }
announcement = Passkeys bei { $tenant }
    .lead_1 = { $text }
    .lead_2 = Ab { $starts } wird bei der Anmeldung mehr verlangt. Bereiten Sie sich vorher darauf vor.
    .button = Ihre Passkeys öffnen
    .small_1 = Schritt für Schritt: { $guide }
    .small_2 = Sie erfahren das, weil Sie Mitglied bei { $tenant } sind.
    .phone_1 = Passkeys bei { $tenant }: { $link }
announcement_sample = Sie können jetzt einen Passkey hinzufügen und sich damit schneller und sicherer anmelden. Mit einem Passkey verwenden Sie die Art, in der Sie Ihr Gerät entsperren, etwa Face ID, Fingerabdruck, Windows Hello, Code oder PIN. Ihr Passwort funktioniert weiterhin als Ersatz.
change_refused = Eine Änderung bei { $tenant } wurde nicht vorgenommen
    .lead_1 = Eine Änderung an { $name } hatte ein Datum und wurde nicht vorgenommen, als es kam.
    .lead_2 = { $detail }
    .button = Ansehen, was ein Datum hat
    .small_1 = Sie erfahren das, weil Sie diese Einstellungen ändern dürfen.
    .phone_1 = Eine Änderung an { $name } wurde nicht vorgenommen.
webhook_off = Ein Webhook bei { $tenant } wurde abgeschaltet
    .lead_1 = Dem Webhook { $name } wird nichts mehr mitgeteilt: Er wurde von selbst abgeschaltet.
    .lead_2 = { $detail }
    .button = Webhook ansehen
    .small_1 = Sie erfahren das, weil Sie diese Einstellungen ändern dürfen.
    .phone_1 = Der Webhook { $name } wurde abgeschaltet.
alarm_raised = Ein Alarm bei { $tenant }
    .lead_1 = { $what } ({ $name })
    .lead_2 = { $detail }
    .button = Zustand des Pools ansehen
    .small_1 = Ihre Adresse gehört zu denen, die von den Alarmen dieses Pools erfahren.
    .phone_1 = { $what } ({ $name })
alarm_cleared = Ein Alarm bei { $tenant } ist vorbei
    .lead_1 = Vorbei: { $what } ({ $name })
    .button = Zustand des Pools ansehen
    .small_1 = Ihre Adresse gehört zu denen, die von den Alarmen dieses Pools erfahren.
    .phone_1 = Vorbei: { $what } ({ $name })
test = Eine Testnachricht
    .lead_1 = Nachrichten dieser Installation kommen hier an. Wer diese verschickt hat, hat denselben Code gesehen:
    .phone_1 = Nachrichten dieser Installation kommen hier an: { $code }

## News of an account

news_passkey_added = Ihrem Konto wurde ein Passkey hinzugefügt.
news_passkey_removed = Ein Passkey wurde aus Ihrem Konto entfernt.
news_passkey_confirmed = Ein beiseitegelegter Passkey ist wieder in Gebrauch.
news_passkey_set_aside = Ein Passkey Ihres Kontos wurde beiseitegelegt. Er funktioniert erst wieder, wenn er bestätigt wird.
news_passkeys_replaced = Ihre Passkeys wurden beiseitegelegt, weil ein neuer sie ersetzt. Sie funktionieren erst wieder, wenn Sie sie bestätigen.
news_recovered = Ihr Konto wurde wiederhergestellt und hat eine neue Anmeldemethode.
news_recovered_passkeys_aside = Ihr Konto wurde wiederhergestellt und hat eine neue Anmeldemethode. Ältere Passkeys funktionieren erst wieder, wenn Sie sie bestätigen.
news_access_pass_issued = Ein Administrator hat Ihnen einen befristeten Zugriffspass gegeben.
news_enrolment_link_sent = Ein Administrator hat Ihnen einen Link gesendet, mit dem Sie einen Passkey erstellen.
news_passkey_added_for_you = Ein Administrator hat für Ihr Konto einen Passkey erstellt.
news_rescued = Jemand am Server hat einem Administrator wieder Zugang gegeben. Wenn Ihnen niemand gesagt hat, warum, sehen Sie in der Aufzeichnung nach.
news_password_set = Ihr Konto hat ein neues Passwort.
news_password_removed = Das Passwort Ihres Kontos wurde entfernt.
news_password_stopped = Es wurde zu oft ein falsches Passwort eingegeben. Ihr Passwort ist gesperrt, bis Sie es neu festlegen.
news_password_stopped_elsewhere = Es wurde zu oft ein falsches Passwort eingegeben. Ihr Passwort ist in allen Browsern gesperrt, in denen Sie sich noch nie angemeldet haben.
news_app_added = Ihrem Konto wurde eine Authenticator-App hinzugefügt.
news_app_removed = Die Authenticator-App wurde aus Ihrem Konto entfernt.
news_app_stopped = Es wurden zu oft falsche Codes eingegeben. Ihre Authenticator-App ist gesperrt, bis Sie sie neu einrichten.
news_app_stopped_elsewhere = Es wurden zu oft falsche Codes eingegeben. Ihre Authenticator-App ist in allen Browsern gesperrt, in denen Sie sich noch nie angemeldet haben.
news_recovery_codes_made = Für Ihr Konto wurden neue Wiederherstellungscodes erstellt.
news_address_added = Ihrem Konto wurde eine Adresse hinzugefügt.
news_address_removed = Eine Adresse wurde aus Ihrem Konto entfernt.
news_account_linked = Ein Konto bei einem anderen Anbieter wurde mit Ihrem verknüpft. Damit können Sie sich von nun an anmelden.
news_account_unlinked = Ein Konto bei einem anderen Anbieter öffnet Ihr Konto nicht mehr.

## Rules, for "why was I asked?": who made it, then what it does

who_installation = Dieser Dienst
who_pool = Ihre Organisation
who_role = Ihre Rolle { $name }
who_group = Ihre Gruppe { $name }
rule_passkey_required = { $who } verlangt einen Passkey.
rule_passkey_optional = { $who } überlässt es Ihnen, ob Sie einen Passkey verwenden.
rule_passkey_off = { $who } verwendet keine Passkeys.
rule_required_from = { $who } verlangt ab dem { $value } einen Passkey.
rule_grace_sign_ins = { $count ->
    [1] { $who } erlaubt noch eine Anmeldung, bevor Sie einen Passkey brauchen.
   *[other] { $who } erlaubt noch { $count } Anmeldungen, bevor Sie einen Passkey brauchen.
}
rule_passkey_after_magic_link = { $who } verlangt nach einer Anmeldung per Magic Link einen Passkey.
rule_passkey_after_magic_link_off = { $who } verlangt nach einer Anmeldung per Magic Link nichts weiter.
rule_least_passkeys = { $count ->
    [one] { $who } verlangt mindestens { $count } Passkey.
   *[other] { $who } verlangt mindestens { $count } Passkeys.
}
rule_most_passkeys = { $count ->
    [one] { $who } erlaubt { $count } Passkey.
   *[other] { $who } erlaubt bis zu { $count } Passkeys.
}
rule_fallback_single = { $who } erlaubt die Anmeldung mit einem einzigen Faktor.
rule_fallback_multi = { $who } verlangt zwei Faktoren, wenn Sie sich ohne Passkey anmelden.
rule_fallback_phishing_resistant = { $who } verlangt zur Anmeldung einen Passkey.
rule_device_bound_only = { $who } verlangt einen Passkey, der sein Gerät nicht verlassen kann.
rule_device_bound_only_off = { $who } akzeptiert synchronisierte Passkeys.
rule_renew_passkeys_before = { $who } verlangt, dass Passkeys von vor dem { $value } erneuert werden.
rule_idle_minutes = { $count ->
    [one] { $who } meldet Sie nach { $count } Minute ohne Aktivität ab.
   *[other] { $who } meldet Sie nach { $count } Minuten ohne Aktivität ab.
}
rule_idle_minutes_off = { $who } meldet Sie bei Inaktivität nicht ab.
rule_warning_seconds = { $count ->
    [one] { $who } warnt Sie { $count } Sekunde vor der Abmeldung.
   *[other] { $who } warnt Sie { $count } Sekunden vor der Abmeldung.
}
rule_session_minutes = { $who } beendet jede Sitzung einige Zeit nach der Anmeldung.
rule_step_up_minutes = { $count ->
    [one] { $who } verlangt eine Bestätigung Ihrer Identität, wenn die letzte mehr als { $count } Minute zurückliegt.
   *[other] { $who } verlangt eine Bestätigung Ihrer Identität, wenn die letzte mehr als { $count } Minuten zurückliegt.
}
rule_step_up_for = { $who } verlangt vor sensiblen Aktionen eine Bestätigung Ihrer Identität.
rule_step_up_for_off = { $who } verlangt nie eine erneute Bestätigung Ihrer Identität.
rule_remember_device_days = { $count ->
    [one] { $who } erlaubt, ein Gerät { $count } Tag lang zu merken.
   *[other] { $who } erlaubt, ein Gerät { $count } Tage lang zu merken.
}
rule_remember_device_days_off = { $who } erlaubt nicht, Geräte zu merken.
rule_recovery_wait_hours = { $count ->
    [one] { $who } lässt eine Wiederherstellung per E-Mail { $count } Stunde warten.
   *[other] { $who } lässt eine Wiederherstellung per E-Mail { $count } Stunden warten.
}
rule_recovery_wait_hours_off = { $who } lässt eine Wiederherstellung per E-Mail sofort weitergehen.
rule_two_persons_for_access_pass = { $who } lässt Zugriffspässe und Links zum Erstellen eines Passkeys von zwei Administratoren ausgeben.
rule_two_persons_for_access_pass_off = { $who } lässt Zugriffspässe und Links zum Erstellen eines Passkeys von einem Administrator ausgeben.
rule_suggest_passkey = { $who } schlägt nach der Anmeldung einen Passkey vor.
rule_suggest_passkey_off = { $who } schlägt keine Passkeys vor.
rule_quiet_upgrade = { $who } lässt Ihren Browser nach einer Anmeldung mit Passwort einen Passkey speichern.
rule_quiet_upgrade_off = { $who } speichert keinen Passkey, um den Sie nicht gebeten haben.
rule_later_sign_ins = { $count ->
    [one] { $who } wiederholt den Vorschlag nach { $count } Anmeldung.
   *[other] { $who } wiederholt den Vorschlag nach { $count } Anmeldungen.
}
rule_later_days = { $count ->
    [one] { $who } wiederholt den Vorschlag nach { $count } Tag.
   *[other] { $who } wiederholt den Vorschlag nach { $count } Tagen.
}
rule_other = { $who } hat dazu eine Regel.

## Headings of the errors that members meet

errors_authentication = Fehler beim Anmelden mit einem Passkey
errors_registration = Fehler beim Registrieren eines Passkeys
errors_both = Fehler beim Anmelden mit einem Passkey oder bei dessen Registrierung
