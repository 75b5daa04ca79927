## Waits and times

wait_seconds = { $count ->
    [one] { $count } seconde
   *[other] { $count } secondes
}
wait_minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
wait_hours = { $count ->
    [one] { $count } heure
   *[other] { $count } heures
}
wait_moment = un instant
just_now = à l’instant
minutes_ago = { $count ->
    [one] il y a { $count } minute
   *[other] il y a { $count } minutes
}
hours_ago = { $count ->
    [one] il y a { $count } heure
   *[other] il y a { $count } heures
}
days_ago = { $count ->
    [1] hier
   *[other] il y a { $count } jours
}
month_short = { $month ->
    [1] janv.
    [2] févr.
    [3] mars
    [4] avr.
    [5] mai
    [6] juin
    [7] juil.
    [8] août
    [9] sept.
    [10] oct.
    [11] nov.
   *[12] déc.
}
month_long = { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
}
day = { $day } { month_short } { $year }
exact = { day }, { $time } UTC
moment = { $day } { month_long } { $year } à { $time } UTC

# What a member reads when something fails, in French.

passkey_unavailable = La connexion par clé d’accès est temporairement indisponible. Vous pouvez réessayer ou vous connecter avec votre mot de passe.
    .title = Clé d’accès indisponible
    .by_email = La connexion par clé d’accès est temporairement indisponible. Vous pouvez réessayer ou vous connecter par e-mail.
    .passkeys_only = La connexion par clé d’accès est temporairement indisponible. Veuillez réessayer dans un instant.
    .cause = L’interface de connexion n’a pas répondu, ou l’adresse de la page a été modifiée.
    .remedy = Réessayez dans un instant ou connectez-vous autrement.
passkey_not_found_or_canceled = Aucune clé d’accès n’a été détectée pour cet appareil, ou l’opération a été annulée. Pour continuer, connectez-vous avec votre mot de passe et l’authentification à deux facteurs (2FA). Une fois votre identité vérifiée, vous pourrez configurer une nouvelle clé d’accès.
    .title = Clé d’accès introuvable ou opération annulée
    .password_alone = Aucune clé d’accès n’a été détectée pour cet appareil, ou l’opération a été annulée. Pour continuer, connectez-vous avec votre mot de passe. Une fois votre identité vérifiée, vous pourrez configurer une nouvelle clé d’accès.
    .by_email = Aucune clé d’accès n’a été détectée pour cet appareil, ou l’opération a été annulée. Pour continuer, connectez-vous par e-mail. Une fois votre identité vérifiée, vous pourrez configurer une nouvelle clé d’accès.
    .passkeys_only = Aucune clé d’accès n’a été détectée pour cet appareil, ou l’opération a été annulée. Réessayez ou utilisez une clé d’accès sur un autre appareil.
    .cause = Cet appareil ou ce navigateur ne contient aucune clé d’accès pour ce site, ou la demande a été fermée.
    .remedy = Réessayez, peut-être avec une autre clé d’accès, ou connectez-vous autrement.
passkey_timed_out = Vous n’avez pas répondu à temps à la demande de clé d’accès. Veuillez réessayer.
    .title = Délai de la demande de clé d’accès dépassé
    .cause = La demande est restée sans réponse jusqu’à la fin du délai.
    .remedy = Réessayez et répondez à la demande.
passkey_not_on_device = Aucune clé d’accès n’est configurée pour cet appareil. Pour en créer une, connectez-vous avec votre mot de passe et la 2FA. Une fois votre identité vérifiée, vous pourrez configurer une clé d’accès pour cet appareil. Vous pouvez aussi vous connecter avec votre mot de passe pour l’instant.
    .title = Clé d’accès introuvable sur cet appareil
    .password_alone = Aucune clé d’accès n’est configurée pour cet appareil. Pour en créer une, connectez-vous avec votre mot de passe. Une fois votre identité vérifiée, vous pourrez configurer une clé d’accès pour cet appareil.
    .by_email = Aucune clé d’accès n’est configurée pour cet appareil. Pour en créer une, connectez-vous par e-mail. Une fois votre identité vérifiée, vous pourrez configurer une clé d’accès pour cet appareil.
    .passkeys_only = Aucune clé d’accès n’est configurée pour cet appareil. Utilisez une clé d’accès sur un autre appareil ; une fois votre identité vérifiée, vous pourrez en configurer une pour cet appareil.
    .cause = Aucune clé d’accès n’a été trouvée, ou celle qui a été utilisée n’est pas enregistrée ou ne l’est plus.
    .remedy = Utilisez une autre clé d’accès ou connectez-vous autrement, puis ajoutez une clé d’accès pour cet appareil.
user_not_verified = Nous n’avons pas pu vérifier vos données biométriques. Réessayez ou connectez-vous avec une autre méthode.
    .title = Nous n’avons pas pu vérifier qui vous êtes
    .passkeys_only = Nous n’avons pas pu vérifier vos données biométriques. Réessayez.
    .cause = L’appareil n’a pas vérifié l’identité de son utilisateur par la biométrie, un code PIN ou le verrouillage de l’écran.
    .remedy = Réessayez ; assurez-vous que le verrouillage de l’écran ou un code PIN est configuré.
setup_unavailable = Nous n’avons pas pu terminer la configuration de la clé d’accès pour le moment. Vous pouvez réessayer ou la configurer plus tard.
    .title = Clé d’accès indisponible
    .cause = L’interface de configuration des clés d’accès n’a pas répondu, ou l’adresse de la page a été modifiée.
    .remedy = Réessayez dans un instant.
setup_canceled = La configuration de votre clé d’accès a été annulée. Réessayez ou continuez avec votre mot de passe.
    .title = Configuration de la clé d’accès annulée
    .by_email = La configuration de votre clé d’accès a été annulée. Réessayez ou continuez par e-mail.
    .passkeys_only = La configuration de votre clé d’accès a été annulée. Réessayez quand vous voudrez.
    .cause = La demande a été fermée avant que la clé d’accès soit créée.
    .remedy = Réessayez, peut-être avec un autre appareil.
setup_timed_out = Vous n’avez pas répondu à temps à la demande de clé d’accès. Réessayez ou configurez la clé d’accès plus tard.
    .title = Délai de la demande de clé d’accès dépassé
    .cause = La demande est restée sans réponse jusqu’à la fin du délai.
    .remedy = Réessayez et répondez à la demande.
passkey_already_registered = La clé d’accès existe déjà pour cet appareil. Vous ne pouvez pas enregistrer deux fois le même appareil.
    .title = Clé d’accès déjà enregistrée pour cet appareil
    .cause = L’appareil contient déjà une clé d’accès de ce compte.
    .remedy = Utilisez la clé d’accès que vous avez ou ajoutez-en une sur un autre appareil.
setup_failed = Nous n’avons pas pu activer cet appareil pour les clés d’accès. Vous pouvez aussi vous connecter avec votre mot de passe pour l’instant.
    .title = Échec de l’enregistrement de l’appareil pour la clé d’accès
    .by_email = Nous n’avons pas pu activer cet appareil pour les clés d’accès. Vous pouvez aussi vous connecter par e-mail pour l’instant.
    .passkeys_only = Nous n’avons pas pu activer cet appareil pour les clés d’accès. Réessayez ou utilisez un autre appareil.
    .cause = La nouvelle clé d’accès n’a pas pu être vérifiée ou stockée.
    .remedy = Réessayez ou utilisez un autre appareil.
passkey_limit_reached = Vous avez atteint le nombre maximal de clés d’accès. Utilisez votre mot de passe ou supprimez une clé d’accès existante pour en ajouter une nouvelle.
    .title = Nombre maximal de clés d’accès atteint
    .by_email = Vous avez atteint le nombre maximal de clés d’accès. Utilisez votre adresse e-mail ou supprimez une clé d’accès existante pour en ajouter une nouvelle.
    .passkeys_only = Vous avez atteint le nombre maximal de clés d’accès. Supprimez une clé d’accès existante pour en ajouter une nouvelle.
    .cause = Le compte a autant de clés d’accès que sa stratégie l’autorise.
    .remedy = Supprimez une clé d’accès que vous n’utilisez plus.
session_expired = Votre session a expiré ; recommencez pour continuer.
    .title = Session expirée
    .cause = Trop de temps s’est écoulé, ou l’étape a été commencée ailleurs ou déjà effectuée.
    .remedy = Recommencez.
passkeys_not_supported = Votre navigateur ou votre appareil ne prend pas en charge les clés d’accès. Vous pouvez continuer avec votre mot de passe ou utiliser un autre appareil.
    .title = Clés d’accès non prises en charge
    .by_email = Votre navigateur ou votre appareil ne prend pas en charge les clés d’accès. Vous pouvez continuer par e-mail ou utiliser un autre appareil.
    .passkeys_only = Votre navigateur ou votre appareil ne prend pas en charge les clés d’accès. Utilisez un autre appareil, ou une version récente de Chrome, Safari, Edge ou Firefox.
    .cause = Le navigateur ne prend pas en charge WebAuthn, ou il manque à l’appareil un algorithme requis.
    .remedy = Utilisez une version récente de Chrome, Safari, Edge ou Firefox sur un appareil compatible avec les clés d’accès.
verification_incomplete = Quelque chose sur cet appareil a empêché la vérification d’aboutir. Réessayez ; si cela se reproduit, communiquez au support la référence ci-dessous.
    .title = La vérification n’a pas pu être terminée
    .cause = Une défaillance du matériel ou du micrologiciel, ou une situation qui n’a pas de message particulier.
    .remedy = Réessayez ou utilisez un autre appareil.
no_compatible_device = Nous n’avons trouvé aucun appareil compatible pour cette action. Connectez un appareil pris en charge ou utilisez une autre méthode de connexion.
    .title = Aucun appareil compatible trouvé
    .passkeys_only = Nous n’avons trouvé aucun appareil compatible pour cette action. Connectez un appareil pris en charge, puis réessayez.
    .cause = Aucun appareil adapté n’était connecté, ou l’appareil ne peut pas stocker le type de clé d’accès demandé.
    .remedy = Connectez un autre appareil. Les clés de sécurité doivent avoir un code PIN et de la place pour des clés d’accès.
verification_failed = Nous n’avons pas pu vérifier votre identité. Utilisez une autre méthode de connexion pour accéder à votre compte.
    .title = Échec de la vérification
    .passkeys_only = Nous n’avons pas pu vérifier votre identité. Réessayez ou utilisez une autre clé d’accès.
    .cause = La signature ou les données qui l’accompagnent n’ont pas pu être vérifiées.
    .remedy = Connectez-vous autrement.
key_without_pin = La clé n’a pas vérifié qu’il s’agit bien de vous. Définissez un code PIN ou une empreinte pour cette clé dans les paramètres de votre appareil ou de votre navigateur, puis réessayez. Les clés plus anciennes n’en sont pas capables : utilisez un autre appareil.
    .title = Votre clé de sécurité n’a pas de code PIN
    .cause = Une clé de sécurité a répondu sans vérifier son utilisateur : elle n’a ni code PIN ni empreinte, ou est trop ancienne pour cela.
    .remedy = Définissez un code PIN sur la clé, ou utilisez un autre appareil.
origin_not_related = Votre navigateur ne permet pas à cette adresse d’utiliser les clés d’accès de ce service. Ouvrez le service à son adresse habituelle, puis réessayez.
    .title = Les clés d’accès ne fonctionnent pas à cette adresse
    .cause = L’adresse de la page ne se trouve ni dans le domaine du Relying Party ID ni dans la liste de son `/.well-known/webauthn`.
    .remedy = Ouvrez l’adresse habituelle. Un administrateur peut ajouter celle-ci aux adresses associées.
passkey_revoked = Le fabricant de votre clé de sécurité ou de votre appareil a signalé un défaut de ce modèle ; il n’ouvre donc plus aucun compte ici. Utilisez une autre clé d’accès, ou connectez-vous autrement et supprimez celle-ci.
    .title = Cette clé d’accès n’est plus considérée comme fiable
    .cause = Les métadonnées FIDO indiquent que le modèle de la clé d’accès est révoqué ou compromis, et les fabricants doivent faire leurs preuves ici.
    .passkeys_only = Le fabricant de votre clé de sécurité ou de votre appareil a signalé un défaut de ce modèle ; il n’ouvre donc plus aucun compte ici. Utilisez une autre clé d’accès ou demandez à un administrateur.
    .remedy = Utilisez une clé d’accès d’un autre modèle et supprimez celle-ci.
identifier_taken = Choisissez un autre nom pour vous inscrire.
    .title = Ce nom est déjà pris
    .cause = Quelqu’un utilise déjà ce nom.
    .remedy = Choisissez un autre nom.
identifier_missing = Saisissez d’abord votre identifiant, puis continuez.
    .title = Qui êtes-vous ?
    .cause = Ici, l’identifiant est demandé avant la clé d’accès, et aucun n’a été envoyé.
    .remedy = Envoyez l’identifiant.
identifier_malformed = Un nom comporte de 1 à 64 lettres, chiffres, points, traits d’union ou traits de soulignement.
    .title = Ce nom ne peut pas être utilisé
    .cause = Le nom contient des caractères non autorisés, est trop long ou ressemble à une adresse e-mail.
    .remedy = Choisissez un autre nom.
name_malformed = Un nom comporte de 1 à 64 caractères sur une seule ligne.
    .title = Ce nom ne peut pas être utilisé
    .cause = Le nom est vide, trop long ou contient des caractères de contrôle.
    .remedy = Choisissez un autre nom.
registration_closed = Ici, les nouveaux membres sont ajoutés par un administrateur.
    .title = Les inscriptions sont fermées
    .cause = Ici, les personnes extérieures ne peuvent pas s’inscrire elles-mêmes.
    .remedy = Demandez à un administrateur de vous ajouter.
recent_authentication_required = Pour votre sécurité, utilisez encore une fois votre clé d’accès avant de modifier cela.
    .title = Confirmez que c’est bien vous
    .cause = La dernière confirmation est plus ancienne que la stratégie ne l’autorise (5 minutes, sauf réglage différent), ou elle a été faite avec un code alors qu’une clé d’accès est exigée.
    .remedy = Utilisez de nouveau votre clé d’accès.
insufficient_user_authentication = Utilisez encore une fois votre clé d’accès pour continuer.
    .title = Confirmez que c’est bien vous
    .remedy = Renforcez l’authentification avec une clé d’accès (step-up), puis répétez la demande avec le nouveau jeton.
session_gone = Elle a déjà pris fin. La liste montre ce qui reste.
    .title = Cette session est terminée
    .remedy = Consultez de nouveau la liste.
last_passkey = Sans elle, vous ne pourriez plus vous connecter. Ajoutez d’abord une autre clé d’accès, puis supprimez celle-ci.
    .title = C’est votre dernière clé d’accès
    .cause = La clé d’accès est la seule méthode de connexion utilisable.
    .remedy = Ajoutez d’abord une autre clé d’accès.
fewest_passkeys = Votre organisation exige plus de clés d’accès qu’il n’en resterait. Ajoutez d’abord une autre clé d’accès, puis supprimez celle-ci.
    .title = Vous avez besoin de cette clé d’accès
    .cause = La stratégie fixe un nombre minimal de clés d’accès, et le compte n’en a pas davantage.
    .remedy = Ajoutez d’abord une autre clé d’accès.
factor_limit_reached = Votre compte a autant de méthodes de connexion qu’il peut en avoir. Supprimez-en une que vous n’utilisez plus, puis ajoutez celle-ci.
    .title = Limite atteinte
    .cause = Le compte a au total autant de méthodes de connexion que les paramètres l’autorisent.
    .remedy = Supprimez-en d’abord une.
method_not_allowed_here = Ici, les membres ne peuvent pas se connecter de cette façon.
    .title = Cette méthode n’est pas utilisée ici
    .remedy = Utilisez une autre méthode ou adressez-vous à un administrateur.
totp_code_wrong = Saisissez les six chiffres que votre application affiche maintenant. S’ils sont encore refusés, vérifiez que votre téléphone règle l’heure automatiquement.
    .title = Ce code n’est pas correct
    .remedy = Saisissez le code affiché maintenant ; réglez l’heure du téléphone sur automatique.
totp_gone = Elle a déjà été supprimée ou n’a jamais été configurée.
    .title = Il n’y a pas d’application d’authentification
    .remedy = Consultez de nouveau la liste.
password_too_short = Choisissez-en un plus long. Quelques mots à la suite sont faciles à retenir ; ni chiffres ni symboles ne sont nécessaires.
    .title = Ce mot de passe est trop court
    .remedy = Choisissez-en un plus long.
password_too_long = Utilisez 128 caractères au maximum.
    .title = Ce mot de passe est trop long
    .remedy = Choisissez-en un plus court.
password_common = Il fait partie de ceux que les pirates essaient en premier : mots de passe connus, lettres répétées, suites de touches ou dates. Choisissez-en un auquel personne d’autre ne penserait.
    .title = Ce mot de passe est facile à deviner
    .remedy = Choisissez-en un autre, par exemple quelques mots sans rapport entre eux.
password_of_names = Il se résume presque à votre nom, à votre adresse ou au nom de ce service. Choisissez-en un que personne de votre entourage n’essaierait.
    .title = Ce mot de passe est composé de noms
    .remedy = Choisissez-en un autre, par exemple quelques mots sans rapport entre eux.
password_not_set = Il a déjà été supprimé ou n’a jamais été défini.
    .title = Il n’y a pas de mot de passe
    .remedy = Il n’y a plus rien à faire.
last_way_in = Sans elle, vous ne pourriez plus vous connecter. Ajoutez d’abord une clé d’accès, puis supprimez cette méthode.
    .title = C’est votre dernière méthode de connexion
    .remedy = Ajoutez d’abord une clé d’accès.
passkey_gone = Elle a déjà été supprimée. La liste montre ce qui reste.
    .title = Cette clé d’accès n’existe plus
    .cause = La clé d’accès a été supprimée entre-temps ou n’a jamais appartenu à ce compte.
    .remedy = Consultez de nouveau la liste.
setup_link_invalid = Il a déjà été utilisé ou date de plus d’une heure. Affichez-en un nouveau sur le serveur avec : keystead setup --again
    .title = Ce lien de configuration ne fonctionne plus
    .remedy = Exécutez `keystead setup --again` sur le serveur.
code_wrong = Comparez-le avec le dernier message et saisissez-le là où vous l’avez demandé, ou demandez-en un nouveau.
    .title = Ce code n’est pas correct
    .remedy = Saisissez le code du dernier message dans le navigateur qui l’a demandé. Si cela ne suffit pas, demandez un nouveau code.
link_gone = Il a déjà été utilisé ou il est trop ancien. Demandez-en un nouveau.
    .title = Ce lien n’est plus valable
    .remedy = Demandez un nouveau lien.
address_gone = Elle a déjà été supprimée.
    .title = Cette adresse n’existe pas
    .remedy = Consultez de nouveau la liste.
invitation_gone = Elle a déjà été acceptée, a été retirée ou est trop ancienne. Demandez-en une nouvelle à la personne qui vous l’a envoyée.
    .title = Cette invitation n’est plus valable
    .remedy = Demandez une nouvelle invitation.
recovery_gone = La récupération a déjà été arrêtée, est terminée ou est trop ancienne.
    .title = Il n’y a rien à arrêter
    .remedy = Consultez le compte.
role_unknown = Vérifiez son nom.
    .title = Ce rôle n’existe pas
    .remedy = Consultez la liste des rôles.
address_limit = Supprimez-en d’abord une.
    .title = C’est une adresse de trop
    .remedy = Supprimez une adresse qui n’est plus utilisée.
address_malformed = Indiquez une adresse e-mail telle que ada@example.com, ou un numéro de téléphone qui commence par + et l’indicatif du pays.
    .title = Cette adresse ne peut pas être utilisée
    .remedy = Vérifiez l’adresse. Un domaine dans un autre alphabet s’écrit sous la forme xn--….
single_sign_on_unavailable = Nous ne parvenons pas à la joindre. Réessayez dans un instant ou connectez-vous autrement.
    .title = La connexion de votre organisation ne répond pas
    .remedy = Si cela persiste, communiquez au support la référence ci-dessous.
single_sign_on_failed = La réponse reçue n’était pas fiable ; personne n’a donc été connecté. Réessayez ou connectez-vous autrement.
    .title = Cette connexion n’a pas fonctionné
    .remedy = Recommencez ; si cela persiste, communiquez au support la référence ci-dessous.
single_sign_on_cancelled = La connexion n’a pas été menée à son terme. Réessayez quand vous voudrez ou connectez-vous autrement.
    .title = Connexion annulée
    .remedy = Recommencez.
address_not_confirmed_by_provider = L’autre service n’a confirmé aucune adresse e-mail vous appartenant, et aucun compte ici n’est associé au vôtre là-bas. Connectez-vous autrement, puis associez-le sur votre page de sécurité.
    .title = Nous ne savons pas à qui appartient ce compte
    .remedy = Connectez-vous autrement, puis associez le compte.
not_a_member = Vous avez prouvé votre identité, mais personne ne vous a encore donné de compte ici. Adressez-vous à un administrateur.
    .title = Vous n’avez pas encore de compte ici
    .remedy = Demandez à un administrateur de vous ajouter.
linked_elsewhere = Il ouvre ici un autre compte. Retirez-le d’abord de cet autre compte, ou associez-en un différent.
    .title = Ce compte est déjà associé
    .remedy = Associez un autre compte.
linked_account_gone = Elle a déjà été supprimée. La liste montre ce qui reste.
    .title = Cette association n’existe plus
    .remedy = Consultez de nouveau la liste.
not_signed_in = Connectez-vous pour continuer.
    .title = Vous n’avez pas ouvert de session
    .remedy = Connectez-vous.
not_permitted = Votre rôle ne le permet pas. Adressez-vous à un propriétaire de cette installation.
    .title = Vous n’y êtes pas autorisé
    .remedy = Demandez à un propriétaire de le faire, ou de vous donner un autre rôle.
administrator_already = Modifiez le rôle que cette personne a déjà.
    .title = Ce membre est déjà administrateur
    .remedy = Modifiez plutôt ce rôle.
two_persons = Un passe d’accès ou un lien de création de clé d’accès ouvre le compte, personne n’en délivre donc un seul ici. Une personne le demande, une autre le confirme dans l’heure.
    .title = Il faut deux personnes
    .remedy = Demandez-le sur la page du membre et faites-le confirmer là par un autre administrateur.
access_pass_lately = La personne qui avait le code d’accès peut avoir enregistré sa propre clé d’accès dans ce compte. Douze jours après sa délivrance ou sa dernière utilisation, ce membre pourra être nommé.
    .title = Ce membre avait récemment un code d’accès
    .remedy = Attendez que douze jours soient passés ou choisissez un autre membre.
pass_request_gone = Aucune demande n’attend pour ce code d’accès : elle a été confirmée ou retirée, ou une heure s’est écoulée.
    .title = Cette demande n’existe plus
    .remedy = Demandez à nouveau le code d’accès.
administrator_without_passkey = Pour travailler dans l’administration, il faut se connecter avec une clé d’accès. Demandez à cette personne d’en ajouter une d’abord.
    .title = Ce membre n’a pas de clé d’accès
    .remedy = Faites-lui ajouter une clé d’accès, puis nommez-le.
last_owner = Quelqu’un doit pouvoir tout faire ici. Faites d’abord d’un autre administrateur, avec une clé d’accès qui fonctionne, un propriétaire.
    .title = C’est le dernier propriétaire
    .remedy = Nommez d’abord un autre propriétaire.
setting_refused = L’un des champs contient une valeur impossible.
    .title = Impossible d’enregistrer
    .remedy = Corrigez ce champ.
confirmation_needed = Lisez ce qui en découle et confirmez que c’est bien ce que vous voulez.
    .title = Cela a des conséquences
    .remedy = Renvoyez la même demande, avec le contenu de `details.confirm` dans `confirmed`.
changed_since = Une autre personne a enregistré ces réglages depuis que vous les avez ouverts. Relisez-les avant de les modifier.
    .title = Une autre personne a modifié ces réglages
    .remedy = Relisez les réglages, puis modifiez-les.
not_found = Aucune page n’a cette adresse.
    .title = Il n’y a rien ici
    .remedy = Vérifiez l’adresse ou revenez là d’où vous venez.
method_not_allowed = Cette adresse n’accepte pas ce type de requête.
    .title = Ce n’est pas possible ici
    .remedy = Voir /openapi.json.
too_many_requests = Votre réseau a envoyé plus de requêtes que ce serveur n’en traite. Attendez { $wait }, puis réessayez.
    .title = Trop de requêtes
    .remedy = Attendez le temps indiqué par `Retry-After`.
wait = Il y a eu trop de tentatives incorrectes. Attendez { $wait }, puis réessayez.
    .title = Attendez un peu
    .cause = Il y a eu plusieurs tentatives incorrectes de suite. L’attente s’allonge à chacune d’elles.
    .remedy = Attendez le temps indiqué par `Retry-After` ou connectez-vous autrement.
method_stopped = Il y a eu trop de tentatives incorrectes avec cette méthode. Connectez-vous autrement ou adressez-vous à un administrateur.
    .title = Cette méthode de connexion est désactivée
    .cause = Il y a eu cinquante tentatives incorrectes de suite avec cette méthode.
    .remedy = Connectez-vous autrement et reconfigurez cette méthode, ou demandez à un administrateur de l’autoriser de nouveau.
device_gone = Il a déjà été retiré. La liste montre ce qui reste.
    .title = Ce navigateur n’est plus mémorisé
    .remedy = Consultez de nouveau la liste.
account_held = Votre compte vient d’être récupéré, et il n’y avait pas d’autre adresse pour vous prévenir. Pendant un jour, les clés d’accès et les adresses ne peuvent être ni supprimées ni modifiées.
    .title = Il faut attendre un jour
    .remedy = Réessayez dans un jour. Vous pouvez ajouter une clé d’accès dès maintenant.
access_pass_again = Ce membre a déjà reçu un passe d’accès temporaire ou un lien d’inscription et ne s’est pas connecté par un autre moyen depuis.
    .title = Pas deux fois de suite
    .remedy = Demandez au membre de se connecter d’abord avec une autre méthode, ou récupérez le compte.
member_gone = Aucune personne autorisée à se connecter ici ne porte ce nom.
    .title = Ce membre n’existe pas
    .remedy = Vérifiez le nom.
notice_gone = Il a déjà été vu.
    .title = Cet avis n’existe plus
    .remedy = Consultez de nouveau la liste.
reports_full = Davantage de signalements attendent que l’assistance ne peut en prendre ; le vôtre n’a donc pas été conservé. Adressez-vous directement à l’assistance et indiquez la référence.
    .title = Votre signalement n’a pas pu être pris en compte
    .remedy = Adressez-vous directement à l’assistance, ou renvoyez le signalement plus tard.
malformed_request = Ce n’est pas le JSON documenté pour cette adresse.
    .title = La requête n’a pas pu être lue
    .remedy = Voir /openapi.json.
extension_not_allowed = Les paramètres définis ici ne permettent pas aux applications de l’utiliser.
    .title = Cette extension n’est pas activée
    .remedy = Omettez-la ou demandez à un administrateur de l’activer.
too_large = Envoyez moins de 64 Kio.
    .title = La requête est trop volumineuse
    .remedy = Envoyez-en moins.
unsupported_media_type = Envoyez du JSON avec Content-Type application/json.
    .title = La requête n’est pas du bon type
    .remedy = Définissez le Content-Type.
sign_in_elsewhere = Votre organisation demande une étape de plus que ce site ne peut pas afficher. Connectez-vous sur la page de connexion de votre organisation.
    .title = Une étape de plus est nécessaire
    .cause = Les règles exigent plus qu’une clé d’accès, et la connexion se fait sur la page d’un autre site.
    .remedy = Connectez-vous sur la page de connexion de votre organisation.
exchange_refused = Connectez-vous de nouveau sur la page où vous avez commencé.
    .title = Cette connexion ne peut pas être reprise
    .remedy = Connectez-vous de nouveau.
cross_site = Ouvrez cette page directement, puis réessayez.
    .title = La requête vient d’un autre site
    .remedy = Ouvrez la page directement.
proof_wrong = Ce que vous avez saisi n’est pas correct ou n’est plus valable. Réessayez ou connectez-vous autrement.
    .title = Cela n’a pas fonctionné
    .passkeys_only = Ce que vous avez saisi n’est pas correct ou n’est plus valable. Réessayez.
    .remedy = Réessayez, demandez un nouveau code ou connectez-vous autrement.
no_method = Votre organisation exige une méthode de connexion que votre compte n’a pas. Demandez à un administrateur un passe d’accès temporaire : il vous permet d’entrer de nouveau.
    .title = Aucune de vos méthodes de connexion n’est autorisée ici
    .remedy = Un administrateur peut donner un passe d’accès temporaire ou modifier la stratégie.
internal_error = Vous n’y êtes pour rien. Réessayez ; si cela se reproduit, communiquez au support la référence ci-dessous.
    .title = Une erreur s’est produite
    .remedy = Réessayez plus tard.
unavailable = Réessayez dans un instant.
    .title = Le serveur est occupé
    .remedy = Si cela persiste, communiquez au support la référence ci-dessous.
