# The words of the presets in French.

community =
    .account = Paramètres
    .account_settings = Paramètres
    .security = Clés d’accès
    .add_passkey = Ajouter une clé d’accès
    .method_password = Utiliser le mot de passe
    .action_password = Utiliser le mot de passe
    .name_hint = Par exemple « iPhone admin » ou « Portable du bureau ». Vous pourrez le modifier plus tard.

workforce =
    .account_settings = Paramètres du compte
    .delete = Supprimer
    .delete_title = Supprimer cette clé d’accès ?
    .delete_point_other = Avez-vous une autre clé d’accès qui fonctionne, si les clés d’accès sont exigées ?
    .delete_point_device = L’appareil est-il perdu, mis hors service ou remplacé ?
    .delete_point_only = Assurez-vous de ne pas supprimer la seule méthode d’authentification exigée.
    .delete_elsewhere = Sa suppression vous déconnecte aussi partout ailleurs.
    .delete_confirm = Supprimer la clé d’accès
    .deleted_notice = Clé d’accès supprimée.
    .event_passkey_removed = Clé d’accès supprimée
    .last_passkey = C’est votre dernière clé d’accès. Ajoutez-en une autre avant de la supprimer.
    .fewest_passkeys = Votre organisation exige autant de clés d’accès que vous en avez. Ajoutez-en une autre avant de supprimer celle-ci.
    .saved_notice = Une clé d’accès a été enregistrée pour votre compte : vous pourrez vous connecter sans mot de passe la prochaine fois. Si vous n’en voulez pas, supprimez-la ci-dessous.
    .limit_reached = Vous avez atteint le nombre maximal de clés d’accès. Supprimez-en une pour en ajouter une autre.
    .new_device_old_ones_title = Supprimer les anciennes
    .new_device_old_ones = Supprimez celles que vous n’utilisez plus, dès que vous en êtes sûr.

business-phone =
    .limit_reached = Vous avez atteint le nombre maximal de clés d’accès. Utilisez votre mot de passe ou supprimez une clé d’accès existante pour en ajouter une nouvelle.
    .delete = Supprimer
    .delete_title = Supprimer cette clé d’accès ?
    .delete_elsewhere = Sa suppression vous déconnecte aussi partout ailleurs.
    .delete_confirm = Supprimer la clé d’accès
    .deleted_notice = Clé d’accès supprimée.
    .event_passkey_removed = Clé d’accès supprimée
    .last_passkey = C’est votre dernière clé d’accès. Ajoutez-en une autre avant de la supprimer.
    .fewest_passkeys = Votre organisation exige autant de clés d’accès que vous en avez. Ajoutez-en une autre avant de supprimer celle-ci.
    .saved_notice = Une clé d’accès a été enregistrée pour votre compte : vous pourrez vous connecter sans mot de passe la prochaine fois. Si vous n’en voulez pas, supprimez-la ci-dessous.
    .new_device_old_ones_title = Supprimer les anciennes
    .new_device_old_ones = Supprimez celles que vous n’utilisez plus, dès que vous en êtes sûr.

platform =
    .name_hint = Par exemple « MacBook du travail » ou « iPhone 16 ». Vous pourrez le modifier plus tard.

client-portal =
    .account = Paramètres
    .account_settings = Paramètres
    .register_title = Système de connexion sécurisée (SLS)
