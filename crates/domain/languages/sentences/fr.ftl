# Whole sentences that leave the pages: messages, news of an account, and rules in plain words.

## What several messages share

foot = { $tenant }. Ce message a été envoyé automatiquement ; personne ne lit les réponses.
colon =  :
when = Date
from = Adresse IP
with = Navigateur
secret = Ne le communiquez à personne, pas même à quelqu’un qui travaille pour { $tenant }.
secret_short = Ne le communiquez à personne.
once = Il n’est valable qu’une fois, pendant { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}.
same_browser = Utilisez ce lien dans le navigateur où vous l’avez demandé :
look_now = Si ce n’était pas vous, consultez votre compte dès maintenant.
not_you = Si ce n’était pas vous, connectez-vous, supprimez ce qui ne vient pas de vous et fermez toutes les sessions. Si vous ne pouvez pas vous connecter, écrivez à { $tenant }.
account_button = Consulter votre compte
sign_in_button = Se connecter
an_administrator = Un administrateur

## Messages: the subject, then lines in order; what is missing in one leaves it out

sign_in_code = Votre code de connexion à { $tenant }
    .lead_1 = Saisissez ce code là où vous vous connectez :
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = Si vous n’êtes pas en train de vous connecter, quelqu’un a saisi votre adresse, peut-être par erreur. Sans le code, cette personne ne peut pas entrer.
    .phone_1 = { $code } est votre code de connexion à { $tenant }.
    .phone_2 = { secret_short }
sign_in_link = Connexion à { $tenant }
    .lead_1 = { same_browser }
    .button = { sign_in_button }
    .small_1 = { once }
    .small_2 = Si vous n’êtes pas en train de vous connecter, quelqu’un a saisi votre adresse, peut-être par erreur. Dans ce cas, n’utilisez pas le lien.
    .phone_1 = Connexion à { $tenant } : { $link }
sign_up_code = Votre code d’inscription à { $tenant }
    .lead_1 = Saisissez ce code pour continuer la création de votre compte :
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = Si vous n’avez pas demandé de compte, vous n’avez rien à faire : sans le code, aucun compte n’est créé.
    .phone_1 = { $code } est votre code d’inscription à { $tenant }.
    .phone_2 = { secret_short }
step_up_code = { $tenant } : confirmez que c’est bien vous
    .lead_1 = Saisissez ce code pour poursuivre ce que vous êtes en train de faire :
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = Si vous n’êtes pas en train de modifier quelque chose, quelqu’un d’autre utilise votre compte. Connectez-vous et fermez toutes les sessions.
    .phone_1 = { $tenant } : { $code } confirme que c’est bien vous.
    .phone_2 = { secret_short }
enrolment_code = Ajouter une clé d’accès chez { $tenant }
    .lead_1 = Saisissez ce code pour ajouter une clé d’accès à votre compte :
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = Si vous n’ajoutez pas de clé d’accès en ce moment, ne transmettez pas ce code et prévenez { $tenant }.
    .phone_1 = { $tenant } : { $code } ajoute une clé d’accès à votre compte.
    .phone_2 = { secret_short }
recovery_code = Votre code de récupération pour { $tenant }
    .lead_1 = Saisissez ce code pour retrouver l’accès à votre compte :
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = Si vous ne l’avez pas demandé, quelqu’un essaie d’accéder à votre compte. Sans le code, cette personne ne peut pas entrer.
    .phone_1 = { $code } est votre code de récupération pour { $tenant }.
    .phone_2 = { secret_short }
recovery_link = Retrouvez l’accès à votre compte { $tenant }
    .lead_1 = { same_browser }
    .button = Récupérer votre compte
    .small_1 = { once }
    .small_2 = Si vous ne l’avez pas demandé, quelqu’un essaie d’accéder à votre compte. N’utilisez pas le lien et ne le montrez à personne.
    .phone_1 = Retrouvez l’accès à votre compte { $tenant } : { $link }
verify_address = Confirmez votre adresse pour { $tenant }
    .lead_1 = Saisissez ce code pour confirmer que cette adresse est la vôtre :
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = Si vous ne l’avez pas demandé, vous n’avez rien à faire : sans le code, l’adresse n’est pas utilisée.
    .phone_1 = { $code } confirme ce numéro pour { $tenant }.
    .phone_2 = { secret_short }
invitation = Invitation à rejoindre { $tenant }
    .lead_1 = { $inviter } vous invite à rejoindre { $tenant }.
    .lead_2 = Acceptez l’invitation pour créer votre compte :
    .button = Accepter l’invitation
    .small_1 = Elle n’est valable qu’une fois, jusqu’au { $until }.
    .small_2 = Si vous ne connaissez pas { $tenant }, n’utilisez pas le lien : sans lui, aucun compte n’est créé.
    .phone_1 = Invitation à rejoindre { $tenant } : { $link }
enrolment_link = Créez votre clé d’accès pour { $tenant }
    .lead_1 = Un administrateur de { $tenant } vous envoie ce lien. Il vous permet de créer une clé d’accès, avec laquelle vous vous connecterez désormais.
    .button = Créer une clé d’accès
    .small_1 = Il n’est valable qu’une fois, jusqu’au { $until }.
    .small_2 = Ne le montrez à personne : quiconque l’a entre dans votre compte. Si vous ne l’attendez pas, ne l’utilisez pas et demandez à { $tenant }.
    .phone_1 = Créez votre clé d’accès pour { $tenant } : { $link }
approval_asked = Votre approbation est demandée chez { $tenant }
    .lead_1 = { $name } vous demande, chez { $tenant }, d’approuver quelque chose. Vous y verrez de quoi il s’agit et pourrez répondre :
    .button = Lire et répondre
    .small_1 = Vous pouvez répondre jusqu’au { $until }.
    .small_2 = Si vous ne vous y attendez pas, refusez.
    .phone_1 = { $name } demande votre approbation chez { $tenant } : { $link }
address_changed = Votre adresse pour { $tenant } a été modifiée
    .lead_1 = { $what }
    .lead_2 = Les messages concernant votre compte n’arriveront peut-être plus ici.
    .button = { account_button }
    .small_1 = { not_you }
    .phone_1 = Votre adresse pour { $tenant } a été modifiée.
    .phone_2 = { $what }
    .phone_3 = { look_now }
factor_changed = Vos méthodes de connexion à { $tenant } ont été modifiées
    .lead_1 = { $what }
    .button = { account_button }
    .small_1 = { not_you }
    .phone_1 = Vos méthodes de connexion à { $tenant } ont été modifiées.
    .phone_2 = { $what }
    .phone_3 = { look_now }
recovered = Votre compte { $tenant } a été récupéré
    .lead_1 = Quelqu’un a retrouvé l’accès à votre compte sans la méthode de connexion habituelle.
    .lead_2 = { $what }
    .button = { account_button }
    .small_1 = { not_you }
    .phone_1 = Votre compte { $tenant } a été récupéré.
    .phone_2 = { look_now }
recovery_waits = Quelqu’un demande à retrouver l’accès à votre compte { $tenant }
    .lead_1 = Si c’est vous, il vous suffit d’attendre.
    .lead_2 = Vous pourrez poursuivre du { $until } au { $end }.
    .lead_3 = Si ce n’est pas vous, arrêtez la récupération :
    .button = Arrêter la récupération
    .small_1 = Cela ne change rien d’autre dans votre compte. Une connexion avec votre clé d’accès arrête aussi la récupération.
    .phone_1 = Quelqu’un demande à retrouver l’accès à votre compte { $tenant }. Si ce n’est pas vous, arrêtez la récupération : { $link }
new_sign_in = Connexion à { $tenant } sur un nouvel appareil
    .lead_1 = Quelqu’un s’est connecté à votre compte dans un navigateur que nous n’avions encore jamais vu.
    .button = { account_button }
    .small_1 = Si c’était vous, vous n’avez rien à faire.
    .small_2 = { not_you }
    .phone_1 = Votre compte { $tenant } a été utilisé sur un nouvel appareil.
    .phone_2 = { look_now }
already_a_member = Vous avez déjà un compte { $tenant }
    .lead_1 = Quelqu’un a essayé de créer un compte avec cette adresse, mais elle en a déjà un. Connectez-vous pour l’utiliser :
    .button = { sign_in_button }
    .small_1 = Si ce n’était pas vous, vous n’avez rien à faire : votre compte n’a pas changé.
    .phone_1 = Vous avez déjà un compte { $tenant } : { $link }
announcement = Les clés d’accès chez { $tenant }
    .lead_1 = { $text }
    .lead_2 = À partir du { $starts }, la connexion demandera davantage. Préparez-vous avant cette date.
    .button = Ouvrir vos clés d’accès
    .small_1 = Étape par étape : { $guide }
    .small_2 = Vous recevez ce message parce que vous êtes membre de { $tenant }.
    .phone_1 = Les clés d’accès chez { $tenant } : { $link }
announcement_sample = Vous pouvez maintenant ajouter une clé d’accès pour vous connecter plus vite et de façon plus sûre. Une clé d’accès utilise le déverrouillage de votre appareil, par exemple Face ID, l’empreinte digitale, Windows Hello, un code ou un code PIN. Votre mot de passe reste utilisable en secours.
change_refused = Une modification chez { $tenant } n’a pas été faite
    .lead_1 = Une modification de { $name } avait une date et n’a pas été faite le moment venu.
    .lead_2 = { $detail }
    .button = Voir ce qui a une date
    .small_1 = Vous recevez ce message parce que vous pouvez modifier ces réglages.
    .phone_1 = Une modification de { $name } n’a pas été faite.
webhook_off = Un webhook chez { $tenant } a été désactivé
    .lead_1 = Le webhook { $name } n’est plus informé de rien : il a été désactivé automatiquement.
    .lead_2 = { $detail }
    .button = Voir le webhook
    .small_1 = Vous recevez ce message parce que vous pouvez modifier ces réglages.
    .phone_1 = Le webhook { $name } a été désactivé.
alarm_raised = Une alarme chez { $tenant }
    .lead_1 = { $what } ({ $name })
    .lead_2 = { $detail }
    .button = Voir l’état du groupe
    .small_1 = Votre adresse est parmi celles qui reçoivent les alarmes de ce groupe.
    .phone_1 = { $what } ({ $name })
alarm_cleared = Une alarme chez { $tenant } est terminée
    .lead_1 = C’est terminé : { $what } ({ $name })
    .button = Voir l’état du groupe
    .small_1 = Votre adresse est parmi celles qui reçoivent les alarmes de ce groupe.
    .phone_1 = C’est terminé : { $what } ({ $name })
test = Message de test
    .lead_1 = Les messages de cette installation arrivent ici. La personne qui a envoyé celui-ci a vu le même code :
    .phone_1 = Les messages de cette installation arrivent ici : { $code }

## News of an account

news_passkey_added = Une clé d’accès a été ajoutée à votre compte.
news_passkey_removed = Une clé d’accès a été supprimée de votre compte.
news_passkey_confirmed = Une clé d’accès mise de côté est de nouveau utilisée.
news_passkey_set_aside = Une clé d’accès de votre compte a été mise de côté. Elle est sans effet tant qu’elle n’est pas confirmée.
news_passkeys_replaced = Vos clés d’accès ont été mises de côté au profit d’une nouvelle. Elles sont sans effet tant que vous ne les confirmez pas.
news_recovered = Votre compte a été récupéré et dispose d’une nouvelle méthode de connexion.
news_recovered_passkeys_aside = Votre compte a été récupéré et dispose d’une nouvelle méthode de connexion. Les anciennes clés d’accès sont sans effet tant que vous ne les confirmez pas.
news_access_pass_issued = Un administrateur vous a donné un passe d’accès temporaire.
news_enrolment_link_sent = Un administrateur vous a envoyé un lien qui permet de créer une clé d’accès.
news_passkey_added_for_you = Un administrateur a créé une clé d’accès pour votre compte.
news_rescued = Quelqu’un, sur le serveur, a redonné l’accès à un administrateur. Si personne ne vous a dit pourquoi, consultez le journal.
news_password_set = Votre compte a un nouveau mot de passe.
news_password_removed = Le mot de passe de votre compte a été supprimé.
news_password_stopped = Trop de mots de passe incorrects ont été saisis. Votre mot de passe est désactivé jusqu’à ce que vous en définissiez un nouveau.
news_password_stopped_elsewhere = Trop de mots de passe incorrects ont été saisis. Votre mot de passe est désactivé dans les navigateurs qui n’ont encore jamais servi à vous connecter.
news_app_added = Une application d’authentification a été ajoutée à votre compte.
news_app_removed = L’application d’authentification a été supprimée de votre compte.
news_app_stopped = Trop de codes incorrects ont été saisis. Votre application d’authentification est désactivée jusqu’à ce que vous la configuriez de nouveau.
news_app_stopped_elsewhere = Trop de codes incorrects ont été saisis. Votre application d’authentification est désactivée dans les navigateurs qui n’ont encore jamais servi à vous connecter.
news_recovery_codes_made = De nouveaux codes de récupération ont été créés pour votre compte.
news_address_added = Une adresse a été ajoutée à votre compte.
news_address_removed = Une adresse a été supprimée de votre compte.
news_account_linked = Un compte ouvert chez un autre fournisseur a été associé au vôtre. Il vous permet désormais de vous connecter.
news_account_unlinked = Un compte ouvert chez un autre fournisseur ne donne plus accès au vôtre.

## Rules, for "why was I asked?": who made it, then what it does

who_installation = Ce service
who_pool = Votre organisation
who_role = Votre rôle { $name }
who_group = Votre groupe { $name }
rule_passkey_required = { $who } exige une clé d’accès.
rule_passkey_optional = { $who } vous laisse choisir d’utiliser ou non une clé d’accès.
rule_passkey_off = { $who } n’utilise pas les clés d’accès.
rule_required_from = { $who } exige une clé d’accès à partir du { $value }.
rule_grace_sign_ins = { $count ->
    [1] { $who } vous permet de vous connecter encore une fois avant d’avoir besoin d’une clé d’accès.
   *[other] { $who } vous permet de vous connecter encore { $count } fois avant d’avoir besoin d’une clé d’accès.
}
rule_passkey_after_magic_link = { $who } exige une clé d’accès après une connexion par lien magique.
rule_passkey_after_magic_link_off = { $who } ne demande rien de plus après une connexion par lien magique.
rule_least_passkeys = { $count ->
    [one] { $who } exige au moins { $count } clé d’accès.
   *[other] { $who } exige au moins { $count } clés d’accès.
}
rule_most_passkeys = { $count ->
    [one] { $who } autorise { $count } clé d’accès.
   *[other] { $who } autorise jusqu’à { $count } clés d’accès.
}
rule_fallback_single = { $who } vous permet de vous connecter avec un seul facteur.
rule_fallback_multi = { $who } exige deux facteurs pour se connecter sans clé d’accès.
rule_fallback_phishing_resistant = { $who } exige une clé d’accès pour se connecter.
rule_device_bound_only = { $who } exige une clé d’accès qui ne peut pas quitter son appareil.
rule_device_bound_only_off = { $who } accepte les clés d’accès synchronisées.
rule_renew_passkeys_before = { $who } demande de remplacer les clés d’accès créées avant le { $value }.
rule_idle_minutes = { $count ->
    [one] { $who } vous déconnecte après { $count } minute d’inactivité.
   *[other] { $who } vous déconnecte après { $count } minutes d’inactivité.
}
rule_idle_minutes_off = { $who } ne vous déconnecte pas en cas d’inactivité.
rule_warning_seconds = { $count ->
    [one] { $who } vous avertit { $count } seconde avant de vous déconnecter.
   *[other] { $who } vous avertit { $count } secondes avant de vous déconnecter.
}
rule_session_minutes = { $who } met fin à chaque session un certain temps après la connexion.
rule_step_up_minutes = { $count ->
    [one] { $who } vous demande de confirmer votre identité si la dernière confirmation date de plus de { $count } minute.
   *[other] { $who } vous demande de confirmer votre identité si la dernière confirmation date de plus de { $count } minutes.
}
rule_step_up_for = { $who } vous demande de confirmer votre identité avant les actions sensibles.
rule_step_up_for_off = { $who } ne vous demande jamais de confirmer de nouveau votre identité.
rule_remember_device_days = { $count ->
    [one] { $who } vous permet de mémoriser un appareil pendant { $count } jour.
   *[other] { $who } vous permet de mémoriser un appareil pendant { $count } jours.
}
rule_remember_device_days_off = { $who } ne mémorise pas les appareils.
rule_recovery_wait_hours = { $count ->
    [one] { $who } impose une attente de { $count } heure pour une récupération par e-mail.
   *[other] { $who } impose une attente de { $count } heures pour une récupération par e-mail.
}
rule_recovery_wait_hours_off = { $who } laisse une récupération par e-mail se poursuivre aussitôt.
rule_two_persons_for_access_pass = { $who } fait délivrer les passes d’accès et les liens de création de clé d’accès par deux administrateurs.
rule_two_persons_for_access_pass_off = { $who } laisse un seul administrateur délivrer les passes d’accès et les liens de création de clé d’accès.
rule_suggest_passkey = { $who } suggère une clé d’accès après la connexion.
rule_suggest_passkey_off = { $who } ne suggère pas de clé d’accès.
rule_quiet_upgrade = { $who } permet à votre navigateur d’enregistrer une clé d’accès après une connexion par mot de passe.
rule_quiet_upgrade_off = { $who } n’enregistre aucune clé d’accès que vous n’avez pas demandée.
rule_later_sign_ins = { $count ->
    [one] { $who } répète sa suggestion après { $count } connexion.
   *[other] { $who } répète sa suggestion après { $count } connexions.
}
rule_later_days = { $count ->
    [one] { $who } répète sa suggestion après { $count } jour.
   *[other] { $who } répète sa suggestion après { $count } jours.
}
rule_other = { $who } prévoit une règle à ce sujet.

## Headings of the errors that members meet

errors_authentication = Erreurs lors d’une connexion avec une clé d’accès
errors_registration = Erreurs lors de l’enregistrement d’une clé d’accès
errors_both = Erreurs lors de la connexion avec une clé d’accès ou de son enregistrement
