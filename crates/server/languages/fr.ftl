# The members' pages in French.

## What the scripts say

reference = Référence
report = Prévenir le support
browser_says = Votre navigateur indique
copy = Copier
copied = Copié
working = En attente de votre clé d’accès…
identifier_missing = Saisissez d’abord votre nom d’utilisateur.
organisation_missing = Saisissez le nom de votre organisation.
name_missing = Saisissez un nom.
unsupported_title = Ce navigateur ne prend pas en charge les clés d’accès
unsupported = Utilisez une version récente de Chrome, Safari, Edge ou Firefox sur un appareil compatible avec les clés d’accès.
insecure = Les navigateurs ne proposent les clés d’accès que sur des adresses sécurisées. Ouvrez cette page en https.
not_reached_title = Impossible de joindre le serveur
not_reached = Vérifiez votre connexion, puis réessayez. En attendant, rien ne change.

## What an error offers

action_retry = Réessayer
action_other_passkey = Utiliser une autre clé d’accès
action_password = Utiliser le mot de passe
action_other_method = Se connecter autrement
action_later = Configurer plus tard
action_restart = Recommencer
action_sign_in = Se connecter
action_manage_passkeys = Afficher les clés d’accès

## What has happened

signed_out = Déconnexion réussie.
welcome = Keystead est prêt. Les membres se connectent sur { $address }.
signing_in = Connexion en cours…
signing_up = Création de votre compte…
setting_up = Configuration en cours…
enabled = Activée
not_set_up = Non configurée
synced = Synchronisée
device_bound = Liée à l’appareil
add_title = Ajouter une autre clé d’accès
add_first_title = Ajouter votre première clé d’accès
added_notice = Clé d’accès ajoutée.
renamed_notice = Nom enregistré.
deleted_notice = Clé d’accès supprimée.
backup_title = Ajouter une clé d’accès de secours

## Why one cannot be deleted

last_passkey = C’est votre dernière clé d’accès. Ajoutez-en une autre avant de la supprimer.
fewest_passkeys = Votre organisation exige autant de clés d’accès que vous en avez. Ajoutez-en une autre avant de supprimer celle-ci.

## On several pages

username = Nom d’utilisateur
email_or_username = Adresse e-mail ou nom d’utilisateur
email_or_username_missing = Saisissez d’abord votre adresse e-mail ou votre nom d’utilisateur.
email = Adresse e-mail
email_missing = Saisissez d’abord votre adresse e-mail.
phone = Numéro de téléphone
phone_missing = Saisissez d’abord votre numéro de téléphone.
email_or_phone = Adresse e-mail ou numéro de téléphone
email_or_phone_missing = Saisissez d’abord votre adresse e-mail ou votre numéro de téléphone.
phone_or_username = Numéro de téléphone ou nom d’utilisateur
phone_or_username_missing = Saisissez d’abord votre numéro de téléphone ou votre nom d’utilisateur.
any_name = Adresse e-mail, numéro de téléphone ou nom d’utilisateur
any_name_missing = Saisissez d’abord votre adresse e-mail, votre numéro de téléphone ou votre nom d’utilisateur.
username_rule = Lettres, chiffres, points, traits d’union et traits de soulignement.
username_hint = Pas nécessaire : votre clé d’accès sait qui vous êtes.
display_name = Nom affiché
optional = facultatif
optional_field = { $label } (facultatif)
cancel = Annuler
continue_with_passkey = Continuer avec une clé d’accès
use_before = Utiliser une clé d’accès d’avant
create_passkey = Créer une clé d’accès
no_script = Les clés d’accès nécessitent JavaScript. Activez-le pour cette page, puis rechargez-la.
skip_to_content = Aller au contenu

## Sign-in

sign_in = Se connecter
sign_in_lead = Déverrouillez avec votre empreinte digitale, votre visage, le verrouillage de l’écran ou une clé de sécurité.
no_account = Pas encore de compte ?
links_gave_way = Les liens magiques sont désactivés car l’authentification unique (SSO) est activée. Suivez la procédure de récupération SSO de votre organisation ou contactez un administrateur.
ended_idle = Votre session a été fermée pour cause d’inactivité.

## Joining with an address

join_address = Adresse e-mail
join_phone = Numéro de téléphone
join_address_or_phone = Adresse e-mail ou numéro de téléphone
join_phone_hint = Commencez un numéro de téléphone par + et l’indicatif du pays.
join_send = Recevoir un code
join_sent = Un message est en route. Saisissez ici le code qu’il contient ; il est valable quelques minutes.
join_other = Utiliser une autre adresse
join_make = L’adresse est bien la vôtre. Créez maintenant votre compte.
join_make_account = Créer un compte
new_password = Nouveau mot de passe
join_or_name = Ou choisissez un nom d’utilisateur
invitation_title = Vous avez reçu une invitation
invitation_lead = Créez votre compte avec cette adresse.
invitation_take = Accepter l’invitation
invitation_gone_title = Cette invitation n’est plus valable
invitation_gone_lead = Elle a déjà été acceptée, a été retirée ou est trop ancienne. Demandez-en une nouvelle à la personne qui vous l’a envoyée.
enrolment_link_title = Créez votre clé d’accès
enrolment_link_lead = Un administrateur a envoyé ce lien à l’adresse :

## An account at a provider

offer_title = Associez votre compte
offer_lead = Il correspond à une adresse qui a un compte ici. Si vous acceptez, puis que vous vous connectez, il ouvrira désormais ce compte.
offer_newcomer = Si vous acceptez, il ouvrira le compte que vous créez ici.
offer_yes = Oui, l’associer
offer_no = Non

## Recovery

recovery_title = Des difficultés à vous connecter ?
recovery_lead = Saisissez votre identifiant. Confirmez ensuite votre identité d’une autre façon, puis configurez une nouvelle méthode de connexion.
new_password_title = Choisir un nouveau mot de passe
end_other_sessions = Me déconnecter partout ailleurs
stop_title = Arrêter la récupération ?
stop_lead = Quelqu’un demande à retrouver l’accès à votre compte. Si ce n’est pas vous, arrêtez la récupération. Rien d’autre ne change dans votre compte.
stop_recovery = Arrêter la récupération
stopped_title = La récupération est arrêtée
stopped_lead = La personne qui l’a demandée devrait tout recommencer, et vous recevriez de nouveau un message. Si elle peut lire vos e-mails, changez le mot de passe de votre messagerie.
stop_gone_title = Il n’y a rien à arrêter
stop_gone_lead = La récupération a déjà été arrêtée, est terminée ou est trop ancienne.
recovery_waits = Quelqu’un demande à retrouver l’accès à votre compte au moyen de messages. La récupération pourra se poursuivre à partir du { $time } si personne ne l’arrête.
wait_title = Revenez plus tard
wait_lead = Votre récupération est en attente, afin que personne ne s’empare de votre compte à votre insu. Un message a été envoyé à chaque adresse de votre compte. Si personne n’arrête la récupération, recommencez-la entre le { $time } et le { $end }. Une connexion avec une clé d’accès y met fin.
quarantined = Mise de côté : inutilisée tant que vous ne la confirmez pas
other_address = Créée pour une autre adresse :
confirm_passkey = Toujours à moi
replace_lead = Si votre ancien appareil est perdu, ou si quelqu’un d’autre peut l’avoir, suspendez ses clés d’accès. Personne ne peut les utiliser tant que vous ne les confirmez pas.
replace_passkeys = Suspendre les autres
notice_seen = J’ai compris
account_held = Pendant un jour, aucune clé d’accès ni aucune adresse ne peut être supprimée ou modifiée.

## The steps of a journey

other_ways = Autres méthodes de connexion
other_way = Se connecter autrement
continue_with = Continuer avec
go_on = Continuer
not_you = Ce n’est pas vous ?
first_lead = Confirmez votre identité.
second_title = Encore une étape
password_lead = Saisissez votre mot de passe.
magic_link_lead = Nous envoyons un lien à votre adresse e-mail. Il suffit de l’ouvrir pour vous connecter.
email_code_lead = Nous envoyons un code à votre adresse e-mail.
sms_code_lead = Nous envoyons un code par SMS sur votre téléphone.
totp_lead = Ouvrez votre application d’authentification et saisissez le code qu’elle affiche.
recovery_code_lead = Saisissez l’un des codes que vous avez enregistrés. Chacun ne sert qu’une fois.
single_sign_on_lead = Connectez-vous auprès de votre organisation ; vous reviendrez ensuite ici.
access_pass_lead = Saisissez le passe qu’un administrateur vous a donné.
code_of_link = Code d’un autre appareil
code_of_link_hint = Seulement si vous avez ouvert le lien là-bas : il affiche un code.
remember = { $days ->
    [one] Mémoriser ce navigateur pendant { $days } jour
   *[other] Mémoriser ce navigateur pendant { $days } jours
}
remember_hint = Le second facteur n’y sera alors plus demandé. Uniquement sur un appareil qui vous appartient.
password = Mot de passe
code = Code
send_again = Renvoyer
send_again_hint = Un autre envoi est possible après une minute, mais seulement quelques-uns par heure.
sent_by_mail = S’il existe un compte avec cet identifiant, un message est en route. Il est valable quelques minutes.
sent_second_mail = Un message est en route vers vous. S’il n’arrive pas, demandez-en un autre après une minute.
sent_second_phone = Un SMS est en route vers vous. S’il n’arrive pas, demandez-en un autre après une minute.
sent_link = S’il existe un compte avec cet identifiant, un message est en route. Ouvrez son lien dans ce navigateur.
sent_to_phone = S’il existe un compte avec cet identifiant, un SMS est en route. Il est valable quelques minutes.
method_passkey = Clé d’accès
method_password = Utiliser le mot de passe
method_magic_link = Recevoir un lien de connexion par e-mail
method_email_code = Recevoir un code par e-mail
method_sms_code = Recevoir un code par SMS
method_totp = Application d’authentification
method_recovery_code = Code de récupération
method_single_sign_on = Authentification unique
method_access_pass = Passe d’accès temporaire
link_title = Se connecter avec ce lien
link_lead = Encore un geste, et vous accédez ici à votre compte.
link_recovery_title = Retrouver l’accès à votre compte
link_recovery_lead = Encore un geste, et la récupération se poursuit ici.
recovery_link_lead = Nous envoyons un lien à votre adresse e-mail. Il vous ramène à votre compte.
link_elsewhere_title = Le lien a-t-il été demandé sur un autre appareil ?
link_elsewhere_lead = Il ne permet de se connecter que là où il a été demandé. Cet appareil peut vous afficher un code à saisir là-bas.
link_show_code = Afficher le code
link_not_asked = Vous n’avez pas demandé ce lien ? Alors fermez cette page et ne communiquez le code à personne.
link_code_title = Saisissez ce code là où vous vous connectez
link_code_lead = Il est valable quelques minutes, et uniquement dans le navigateur qui a demandé le lien.
link_gone_title = Ce lien ne fonctionne plus
link_gone_lead = Il a déjà été utilisé ou il est trop ancien. Demandez-en un nouveau.
new_app_title = Configurer une application d’authentification
new_app_show = Afficher le code QR
new_app_show_again = Afficher un nouveau code QR
new_app_scan = Scannez ceci avec votre application d’authentification, puis saisissez le code qu’elle affiche. Le code QR n’est affiché qu’une seule fois.
new_app_picture = Code QR pour votre application d’authentification
new_app_letters = Ou saisissez cette clé dans l’application :
new_app_open = Ouvrir dans une application sur cet appareil
held_title = Ajoutez une clé d’accès pour continuer
held_required = Votre organisation exige une clé d’accès. Ajoutez-en une pour vous connecter.
held_more = Votre organisation exige une clé d’accès de plus. Ajoutez-la pour vous connecter.
held_after_link = Votre organisation exige une clé d’accès après une connexion par e-mail. Ajoutez-en une pour vous connecter.
held_device_bound = Votre organisation exige une clé d’accès qui reste sur son appareil, par exemple sur une clé de sécurité. Ajoutez-en une pour vous connecter.
held_renewal = Votre organisation fait renouveler les clés d’accès plus anciennes. Ajoutez-en une nouvelle pour vous connecter.
held_second_factor = Votre organisation exige un second facteur. Ajoutez une clé d’accès pour vous connecter.
held_new_app = Votre organisation exige un second facteur. Configurez une application d’authentification pour vous connecter.
held_because = { $why } Ajoutez une clé d’accès pour vous connecter.
held_because_app = { $why } Configurez une application d’authentification pour vous connecter.
held_recovery = Ajoutez une nouvelle clé d’accès pour terminer la récupération de votre compte.
held_new_password = Choisissez un nouveau mot de passe pour terminer la récupération de votre compte.
help_title = Aide de votre organisation
held_help = Aucun de vos appareils ne peut conserver une clé d’accès ? Demandez de l’aide à un administrateur de votre organisation.

## Sign-up

sign_up = S’inscrire
sign_up_lead = Choisissez un nom et créez une clé d’accès. Aucun mot de passe à retenir.
display_name_hint = C’est ainsi que les autres vous voient. Si vous laissez ce champ vide, c’est votre nom d’utilisateur.
sign_up_lead_address = Commencez par votre adresse. Un code y est envoyé, pour que personne ne l’utilise à votre place.
sign_up_lead_make = Une étape, et le compte est à vous.
have_account = Vous avez déjà un compte ?

## The suggestion after a sign-in

suggest_title = Connectez-vous plus vite la prochaine fois
suggest_lead = Ajoutez une clé d’accès pour vous connecter avec votre empreinte digitale, votre visage ou le verrouillage de l’écran. Vos autres méthodes de connexion ne changent pas.
suggest_here_title = Ajouter aussi une clé d’accès sur cet appareil ?
suggest_here_lead = Cette connexion s’est faite sans la clé d’accès que vous avez. Avec une clé d’accès sur cet appareil, un seul geste suffit.
suggest_again_title = Vos clés d’accès doivent être renouvelées
suggest_again_lead = Des clés d’accès d’un autre type sont désormais demandées ici. Ajoutez-en une nouvelle ; les anciennes restent en place.
suggest_soon_title = Une clé d’accès sera bientôt obligatoire
suggest_soon_lead = Votre organisation demande une clé d’accès à tout le monde. Ajoutez la vôtre dès maintenant, et rien ne vous empêchera de vous connecter.
later = Plus tard
saved_notice = Une clé d’accès a été enregistrée pour votre compte : vous pourrez vous connecter sans mot de passe la prochaine fois. Si vous n’en voulez pas, supprimez-la ci-dessous.

## Account > Security

user_menu = Menu de l’utilisateur
console = Administration
account_settings = Paramètres du compte
account = Compte
security = Sécurité
sign_out = Se déconnecter
registered_passkeys = Clés d’accès enregistrées
passkey_mfa = MFA par clé d’accès
required_by_policy = Exigée par la stratégie
no_passkeys = Aucune clé d’accès pour l’instant. Ajoutez-en une pour vous connecter avec le verrouillage de l’écran de votre appareil.
added = Ajoutée le
updated = Mise à jour le
last_used = Dernière utilisation :
never_used = Pas encore utilisée
rename = Renommer
save = Enregistrer
delete = Supprimer
name = Nom
name_hint = Par exemple « Portable du bureau ». Vous pourrez le modifier plus tard.
add_passkey = Ajouter une clé d’accès
backup = Une seconde clé d’accès, sur un autre appareil ou une clé de sécurité, réduit le risque de perdre l’accès à votre compte si vous perdez celle-ci.
locked = Les options de sécurité dépendent de la stratégie de votre organisation et des autorisations de votre compte. Si vous ne pouvez pas modifier un paramètre, contactez l’administrateur de votre organisation ({ $organization }).
added_software = Enregistrement réussi. Votre clé d’accès logicielle est maintenant enregistrée et prête à servir de méthode 2FA.
added_hardware = Enregistrement réussi. Votre clé de sécurité matérielle est maintenant enregistrée et prête à servir de méthode 2FA.
passkeys_off = Votre organisation n’utilise pas les clés d’accès ici.
limit_reached = Vous avez atteint le nombre maximal de clés d’accès. Supprimez-en une pour en ajouter une autre.
care = N’ajoutez des clés d’accès que sur des appareils qui vous appartiennent, pas sur des appareils partagés ou publics. Ne partagez jamais une clé d’accès, un verrouillage d’écran ou une clé de sécurité.
delete_title = Supprimer cette clé d’accès ?
delete_lead = Vous ne pourrez plus l’utiliser pour vous connecter. Avant de continuer :
delete_point_other = Avez-vous une autre clé d’accès qui fonctionne ?
delete_point_device = L’appareil est-il perdu, mis hors service ou remplacé ?
delete_point_only = Assurez-vous que ce n’est pas la seule méthode de connexion exigée pour vous.
delete_elsewhere = Sa suppression vous déconnecte aussi partout ailleurs.
delete_confirm = Supprimer la clé d’accès
keep = La garder
confirm_title = Confirmez que c’est bien vous
confirm_sent = Un code est en route. Il est valable quelques minutes.
sign_in_again = Se reconnecter
sign_in_again_lead = Vous reviendrez ensuite à cette page.
confirm_lead = Avant de continuer, déverrouillez avec une clé d’accès que vous avez.

## Still working?

idle_title = Vous travaillez encore ?
idle_lead = Rien ne s’est passé ici depuis un moment. À la fin du décompte, votre session sera fermée.
idle_left = Votre session sera fermée dans { $time }.
idle_stay = Rester connecté

## Set-up

setup_title = Bienvenue dans Keystead
setup_lead = Votre compte est le premier compte administrateur. Créez la clé d’accès avec laquelle vous vous connecterez.
setup_again_title = Ajouter un administrateur ou rétablir un accès
setup_console = Vous administrerez ensuite Keystead à l’adresse /admin, aussi accessible dans votre menu sous « Administration ».
setup_again_lead = Saisissez le nom d’un administrateur pour lui donner une nouvelle clé d’accès, ou un nouveau nom pour en ajouter un.
organisation = Organisation
organisation_hint = Affichée en haut de chaque page.
setup_spent_title = Ce lien de configuration ne fonctionne plus
setup_spent = Il a déjà été utilisé ou date de plus d’une heure. Affichez-en un nouveau là où le serveur fonctionne :

## Other pages

waiting_title = Vous y êtes presque
waiting = Ce serveur attend d’être configuré. Ouvrez le lien affiché dans son terminal.
waiting_again = Lien perdu ? Affichez-en un nouveau là où le serveur fonctionne :
front_page = Aller à la page d’accueil
front_doors_title = Démo de Keystead
front_doors_lead = Une démonstration avec des membres fictifs. Chaque porte ci-dessous ouvre un exemple de page de connexion avec d’autres paramètres.
front_doors_open = S’inscrire et créer une clé d’accès
front_doors_members = Se connecter en tant que membre fictif
front_doors_password = Là où un mot de passe est demandé, c’est
sample_members = Membres fictifs :
sample_administrator = (administrateur)
front_doors_messages = Codes et liens
front_doors_mailbox = boîte aux lettres
front_doors_messages_lead = Cette démonstration n’envoie ni e-mails ni SMS. Ce qu’elle aurait envoyé se trouve dans la
mailbox_title = Boîte aux lettres
mailbox_lead = Cette démonstration n’envoie rien. Ce qu’elle aurait envoyé se trouve ici, du plus récent au plus ancien.
mailbox_empty = Rien pour l’instant.
mailbox_text_message = SMS
mailbox_to = À
language = Langue

## Help
help = Aide
support_email = E-mail
support_help_center = Centre d’aide
support_forum = Forum de la communauté
privacy = Confidentialité
terms = Conditions d’utilisation
guide = Guide de ces réglages

# The pages below Account > Security in French.

## Account pages

parts_title = Autres paramètres de sécurité
account_no_script = Les modifications sur cette page nécessitent JavaScript. Activez-le, puis rechargez la page.
recovery_codes = Codes de récupération
address = Adresse
addresses = Adresses
linked_account = Compte associé
linked_accounts = Comptes associés
sessions = Sessions et navigateurs
activity = Activité
ends_others = Cela vous déconnecte partout ailleurs.
remove = Supprimer

## Password

password_is_set = Défini
password_is_none = Non défini
password_changed_at = Dernière modification le
password_missing = Saisissez un nouveau mot de passe.
password_rule = Au moins { $least } caractères, au plus { $most }. Plusieurs mots que personne d’autre n’assemblerait conviennent bien.
password_set_now = Définir le mot de passe
password_change_now = Changer le mot de passe
password_remove = Supprimer le mot de passe
password_remove_question = Supprimer votre mot de passe ?
password_remove_lead = Vous vous connecterez avec vos autres méthodes. Cela vous déconnecte partout ailleurs.
password_stays = Le mot de passe reste en place, car sans lui vous ne pourriez plus vous connecter.
password_set_news = Votre mot de passe est défini.
password_removed_news = Votre mot de passe est supprimé.

## Authenticator app

app_lead = Une application sur votre téléphone affiche un nouveau code toutes les trente secondes. Vous le saisissez pour vous connecter.
app_set_up_now = Configurer une application
app_replace_now = Configurer une autre application
app_replaces = Votre application actuelle fonctionne jusqu’à ce que vous saisissiez un code de la nouvelle.
app_not_offered = Les applications d’authentification ne sont plus utilisées ici. Vous pouvez supprimer la vôtre.
app_remove = Supprimer l’application
app_remove_question = Supprimer votre application d’authentification ?
app_remove_lead = Ses codes cessent aussitôt de fonctionner. Cela vous déconnecte partout ailleurs.
app_confirm = Utiliser cette application
app_added_news = Votre application d’authentification est configurée.
app_removed_news = Votre application d’authentification est supprimée.
code_missing = Saisissez le code.

## Recovery codes

codes_left = Codes restants
codes_made = Créés le
codes_lead = Conservez ces codes sur papier ou en lieu sûr. Chacun sert une seule fois, quand plus rien d’autre ne fonctionne.
codes_draw = Créer des codes de récupération
codes_draw_again = Créer de nouveaux codes
codes_question = Créer de nouveaux codes ?
codes_warning = Vos codes actuels cessent aussitôt de fonctionner. Cela vous déconnecte partout ailleurs.
codes_not_offered = Les codes de récupération ne sont plus utilisés ici.
codes_title = Vos nouveaux codes de récupération
codes_once = Ils ne sont affichés que cette fois. Enregistrez-les maintenant.
codes_print = Imprimer
codes_download = Télécharger en texte

## Addresses

addresses_lead = Les messages et les codes sont envoyés à ces adresses. Quand une adresse est ajoutée ou supprimée, toutes vos autres adresses en sont averties.
addresses_none = Vous n’avez pas encore d’adresse.
address_verified = Vérifiée
address_unverified = Non vérifiée
address_verify = Vérifier
address_add_title = Ajouter une adresse
address_label = Adresse e-mail ou numéro de téléphone
address_missing = Saisissez une adresse.
address_phone_hint = Commencez un numéro de téléphone par + et l’indicatif du pays.
address_verify_title = Saisissez le code
address_sent = Un code est en route vers { $address }. Il est valable quelques minutes.
address_confirm = Vérifier l’adresse
address_keep_title = Qu’est-ce qui est à vous ?
address_keep_lead = Cette adresse figurait dans votre compte avant que quiconque ne l’ait vérifiée. Cochez ce que vous avez créé vous-même : tout le reste est supprimé.
address_stays = Cette adresse reste en place, car une méthode de connexion ou la récupération en a besoin.
address_remove_question = Supprimer cette adresse ?
address_remove_lead = Si elle est vérifiée, nous y envoyons d’abord un code. Cela vous déconnecte partout ailleurs.
address_remove_code = Code envoyé à cette adresse
address_added_news = L’adresse est vérifiée.
address_removed_news = L’adresse est supprimée.

## Linked accounts

links_lead = Ces comptes ouverts ailleurs vous permettent de vous connecter ici.
links_none = Aucun compte n’est associé.
link_with = Associer un compte { $provider }
link_remove = Dissocier
link_stays = Ce compte reste associé, car sans lui vous ne pourriez plus vous connecter.
link_remove_question = Dissocier ce compte ?
link_remove_lead = Il ne vous permettra plus de vous connecter ici.
link_removed_news = Le compte est dissocié.
linked_at = Associé le

## Sessions and browsers

sessions_title = Vos sessions ouvertes
more_are = Et { $count } de plus.
session_this = Cette session
session_began = Ouverte le
session_active = Dernière activité le
session_end = Fermer
sessions_end_others = Fermer toutes les autres
sessions_end_question = Fermer toutes les autres sessions ?
sessions_end_lead = Seule votre session ici reste ouverte.
session_ended_news = La session est fermée.
sessions_ended_news = Toutes les autres sessions sont fermées.
feedback_title = Votre avis sur les clés d’accès
feedback_lead = Vous essayez les clés d’accès avant tout le monde. Dites-nous comment cela s’est passé :
feedback_understand = L’ajout d’une clé d’accès est-il facile à comprendre ?
feedback_works = La connexion fonctionne-t-elle sur votre appareil ?
feedback_wording = Les textes des invites sont-ils clairs ?
feedback_fallback = Le recours au mot de passe est-il facile à trouver ?
feedback_confusion = Un appareil ou un navigateur prête-t-il à confusion ?
feedback_yes = Oui
feedback_partly = En partie
feedback_no = Non
feedback_remark = Autre chose ? (facultatif)
feedback_send = Envoyer l’avis
feedback_given_news = Merci. Votre avis est envoyé.
browsers_title = Navigateurs connus
browsers_lead = Ces navigateurs ont déjà servi à vous connecter. Si vous en oubliez un, tout y sera de nouveau demandé.
browsers_none = Aucun navigateur n’est connu.
browser_this = Ce navigateur
browser_seen = Vu pour la dernière fois le
browser_trusted = Second facteur non demandé jusqu’au
browser_forget = Oublier
browser_forgotten_news = Le navigateur est oublié.
browser_on = { $browser } sur { $system }
browser_unknown = Navigateur ou programme inconnu

## Activity

activity_lead = Ce qui s’est passé dans votre compte au cours des 90 derniers jours, du plus récent au plus ancien. Si quelque chose ne vient pas de vous, changez votre mot de passe et fermez vos autres sessions.
activity_none = Rien ne s’est passé au cours des 90 derniers jours.
event_sign_in = Connexion
event_sign_up = Compte créé
event_step_up = Identité confirmée
event_sign_out = Déconnexion
event_session_idle = Déconnexion pour cause d’inactivité
event_device_allowed = Application admise sur un appareil
event_device_refused = Application refusée sur un appareil
event_approval_requested = Approbation demandée par une application
event_approval_given = Demande d’une application approuvée
event_approval_denied = Demande d’une application refusée
event_approval_expired = Approbation non donnée à temps
event_code_exchanged = Session transmise à un site
event_session_revoked = Session fermée
event_other_sessions_revoked = Toutes les autres sessions fermées
event_user_suspended = Compte suspendu
event_user_restored = Compte rétabli
event_passkey_added = Clé d’accès ajoutée
event_passkey_renamed = Clé d’accès renommée
event_passkey_removed = Clé d’accès supprimée
event_passkey_confirmed = Clé d’accès confirmée
event_passkeys_replaced = Clés d’accès mises de côté
event_recovered = Compte récupéré
event_recovery_waits = Récupération demandée
event_recovery_stopped = Récupération arrêtée
event_access_pass_issued = Passe d’accès temporaire délivré
event_enrolment_link_sent = Lien de création de clé d’accès envoyé
event_access_pass_ended = Fin d’un passe d’accès temporaire
event_totp_added = Application d’authentification configurée
event_totp_removed = Application d’authentification supprimée
event_recovery_codes_drawn = Codes de récupération créés
event_recovery_code_used = Code de récupération utilisé
event_password_set = Mot de passe défini
event_password_changed = Mot de passe modifié
event_password_removed = Mot de passe supprimé
event_account_linked = Compte associé
event_account_unlinked = Compte dissocié
event_application_entered = Connexion à une application
event_application_left = Application déconnectée
event_passkey_noticed = Changement constaté dans une clé d’accès
event_address_added = Adresse ajoutée
event_address_removed = Adresse supprimée
event_factors_cleared = Méthodes de connexion supprimées à la première vérification
event_invitation_accepted = Invitation acceptée
event_guessing_stopped = Méthode de connexion désactivée après des tentatives incorrectes
event_guessing_allowed = Méthode de connexion de nouveau autorisée
event_device_trusted = Navigateur mémorisé
event_device_forgotten = Navigateur oublié
event_other = Modification du compte
refused_sign_in = Connexion refusée
refused_sign_up = Inscription refusée
refused_step_up = Confirmation d’identité refusée
refused_passkey = Modification des clés d’accès refusée
refused_password = Modification du mot de passe refusée
refused_other = Modification refusée

## Passkeys, step by step

tested_notice = Cette clé d’accès fonctionne.
only_brand = Toutes vos clés d’accès sont conservées par { $brand } et ne sont disponibles que sur les appareils de cette marque. Pour d’autres appareils, ajoutez-y une clé d’accès, ou une clé de sécurité.
older_key = Clé plus ancienne, ou sans code PIN ?
test_passkey = Tester
kinds_title = Ce que sont ces types de clés d’accès
kind_device_name = Clé d’accès – authentificateurs de plateforme
kind_phone_name = Clé d’accès – authentificateur multiplateforme
kind_key_name = Clés de sécurité
kind_passkey_name = Clé d’accès
kind_device = Intégrée à un appareil et utilisée sur celui-ci, ou sur tous les appareils synchronisés. Conservée dans la puce de sécurité de l’appareil, par exemple le TPM sous Windows.
kind_phone = Votre téléphone (Android ou iOS), utilisé pour vous connecter sur un autre appareil à proximité. Conservée sur le téléphone.
kind_key = Un appareil à part, comme une YubiKey, par USB, NFC ou Bluetooth. Conservée uniquement dessus. Non synchronisée dans le cloud : elle doit se trouver physiquement auprès de l’appareil utilisé.
delete_why_lost = Perdu ou volé
delete_why_retired = Hors service
delete_why_replaced = Remplacé par un autre
app_enabled = Activée
app_not_set_up = Non configurée
app_added = Ajoutée le
address_added = Ajoutée le
new_device = J’ai un nouvel appareil
new_device_lead = Trois étapes, et vous vous connectez avec votre nouvel appareil. Faites de même si un appareil est perdu.
new_device_old_title = Bloquer l’ancien appareil
replace_question = Suspendre vos autres clés d’accès ?
replace_effects = Elles ne servent plus à rien tant que vous ne les confirmez pas. Vous êtes déconnecté partout ailleurs, et vos adresses sont prévenues.
replace_none = Aucune autre clé d’accès n’est utilisée.
replaced_news = Vos autres clés d’accès sont suspendues.
new_device_add_title = Ajouter une clé d’accès sur cet appareil
new_device_old_ones_title = Supprimer les anciennes
new_device_old_ones = Supprimez celles que vous n’utilisez plus, dès que vous en êtes sûr.
register_title = Ajouter une clé d’accès pas à pas
register_tabs = Méthodes
register_where = Où voulez-vous la conserver ?
register_mobile = Appareils mobiles/Gestionnaire de mots de passe
register_here = Cet appareil, ou son gestionnaire de mots de passe
register_phone = iPhone, iPad ou appareil Android
register_phone_hint = Un code QR apparaît. Ouvrez l’appareil photo de votre téléphone et visez le code, avec le Bluetooth activé. Touchez-y « Enregistrer » ou « Créer une clé d’accès », puis confirmez votre identité avec Face ID, Touch ID, votre empreinte ou le code PIN de l’appareil. Évitez les appareils que vous n’avez pas toujours sous la main, comme les tablettes.
register_physical = Appareil physique
register_physical_hint = Choisissez « Clé de sécurité » si votre navigateur le demande. Insérez la clé dans le port USB, ou approchez-la de l’appareil pour le NFC, saisissez son code PIN s’il est demandé, puis touchez son bouton ou son capteur.
name_device = Nommez votre appareil
register = Enregistrer
registered_software_title = Enregistrement réussi
registered_software = Votre clé d’accès logicielle est maintenant enregistrée et prête à servir de méthode 2FA.
registered_hardware_title = L’enregistrement a réussi
registered_hardware = Votre clé de sécurité matérielle est maintenant enregistrée et prête à servir de méthode 2FA.
registered_first = Vous pouvez désormais l’utiliser pour vous connecter.

## Telling support

report_title = Dites au support ce qui s’est passé
report_lead = Seul ce qui figure ici est envoyé. Aucune personne qui vous aide ne demandera votre mot de passe, votre code PIN, votre empreinte ou votre visage.
report_device = Appareil et navigateur
report_error = Erreur
report_doing = Que faisiez-vous ?
report_sign_in = Je me connectais
report_setup = J’ajoutais une clé d’accès
report_password = Votre mot de passe fonctionne-t-il encore ?
report_untried = Je n’ai pas essayé
report_yes = Oui
report_no = Non
report_none = Je n’ai pas de mot de passe
report_words = Que s’est-il passé ?
report_hint = N’écrivez ici ni mot de passe, ni code PIN, ni autre code.
report_send = Envoyer
report_sent = Envoyé. Le support retrouve votre message grâce à la référence.

# Applications
application_title = Se connecter à cette application ?
application_may = Elle pourra :
application_unknown = Application inconnue de
application_unchecked = Personne ne l’a vérifiée ici. Si vous continuez, vous serez redirigé vers
application_signed_in = Vous êtes connecté en tant que
application_wants_proof = Cette application vous demande de confirmer que c’est bien vous :
application_scope_openid = Savoir que c’est vous
application_scope_profile = Voir votre nom et votre nom d’utilisateur
application_scope_email = Voir votre adresse e-mail
application_scope_phone = Voir votre numéro de téléphone
application_scope_offline = Rester connectée en votre absence
application_scope_view = Voir les paramètres de sécurité de votre compte
application_scope_manage = Modifier les paramètres de sécurité de votre compte
application_allow = Continuer
application_switch = Utiliser un autre compte
application_other_title = Cette application attend un autre compte
application_back_title = Retour à l’application
application_back = Si rien ne se passe, continuez ici.
application_gone_title = Cette demande n’est pas complète
application_gone = L’adresse qui vous a amené ici n’est pas complète ou trop ancienne. Retournez à l’application et recommencez.
applications = Applications connectées
applications_lead = Vous vous connectez à ces applications avec ce compte.
applications_none = Aucune application n’est connectée.
application_since = Connectée
application_disconnect = Déconnecter
application_disconnect_question = Déconnecter cette application ?
application_disconnect_lead = Elle ne voit plus rien de votre compte et vous demandera à nouveau votre accord avant la prochaine connexion.
application_disconnected_news = L’application est déconnectée.
logout_title = Se déconnecter ?
logout_lead = Vous êtes déconnecté ici, et les applications auxquelles vous vous êtes connecté avec ce compte en sont informées.
device_title = Se connecter sur un appareil
device_lead = Saisissez le code affiché par votre appareil.
device_code = Code
device_unknown = Aucun appareil n’affiche ce code, ou plus maintenant. Vérifiez-le ou demandez-en un nouveau à votre appareil.
device_too_often = Trop de codes erronés. Attendez dix minutes, puis réessayez.
device_question = Laisser entrer cette application sur votre appareil ?
device_warning = Continuez uniquement si vous avez lancé cette demande vous-même, sur un appareil devant vous. Si quelqu’un vous a envoyé ce code ou ce lien, annulez : il accéderait à votre compte.
device_from = La demande provient de :
device_proof = Confirmer avec votre clé d’accès
device_needs_passkey = Seule une nouvelle preuve avec une clé d’accès le permet.
device_passkeys = Vos clés d’accès
device_allow = Laisser entrer
device_allowed_title = Votre appareil peut entrer
device_allowed = Revenez à votre appareil : il continue tout seul. Vous pouvez fermer cette page.
device_refused_title = Personne n’a été admis
device_refused = L’appareil n’obtient rien. Vous pouvez fermer cette page.
device_gone = Le code est trop ancien ou a déjà reçu une réponse. Demandez-en un nouveau à votre appareil.
approvals = Approbations
approvals_none = Rien n’attend votre approbation.
approval_title = Approuver ceci ?
approval_asker = Demandé par
approval_somebody = un autre utilisateur de cette application
approval_until = Jusqu’au
approval_warning = N’approuvez que ce que vous attendez et comprenez. Votre clé d’accès signe exactement ce texte.
approval_approve = Approuver avec une clé d’accès
approval_deny = Refuser
approval_needs_passkey = Seule une clé d’accès permet d’approuver, et vous n’en avez pas ici.
approval_own = Vous avez fait cette demande vous-même. Quelqu’un d’autre doit l’approuver.
approval_given_title = Vous avez approuvé
approval_given = L’application peut maintenant récupérer le reçu. Vous pouvez fermer cette page.
approval_denied_title = Vous avez refusé
approval_denied = L’application apprend que vous avez dit non. Vous pouvez fermer cette page.
approval_back = Retour à l’application
approval_gone_title = Il n’y a rien à approuver ici
approval_gone = La demande a déjà reçu une réponse, est trop ancienne ou concerne un autre compte.
