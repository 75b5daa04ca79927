# The words of the presets in Portuguese.

community =
    .account = Configurações
    .account_settings = Configurações
    .security = Chaves de acesso
    .add_passkey = Adicionar chave de acesso
    .method_password = Usar senha
    .action_password = Usar senha
    .name_hint = Por exemplo, “iPhone do administrador” ou “Notebook do escritório”. Você pode mudá-lo depois.

workforce =
    .account_settings = Configurações da conta
    .delete = Remover
    .delete_title = Remover esta chave de acesso?
    .delete_point_other = Você tem outra chave de acesso que funciona, caso as chaves de acesso sejam obrigatórias?
    .delete_point_device = O dispositivo foi perdido, aposentado ou substituído?
    .delete_point_only = Verifique se você não está removendo o único método de autenticação obrigatório.
    .delete_elsewhere = Ao removê-la, você também encerra todas as suas outras sessões.
    .delete_confirm = Remover chave de acesso
    .deleted_notice = Chave de acesso removida.
    .event_passkey_removed = Chave de acesso removida
    .last_passkey = Esta é sua última chave de acesso. Adicione outra antes de removê-la.
    .fewest_passkeys = Sua organização exige tantas chaves de acesso quantas você tem. Adicione outra antes de remover esta.
    .saved_notice = Uma chave de acesso foi salva para sua conta. Na próxima vez, você pode entrar sem senha. Se não a quiser, remova-a abaixo.
    .limit_reached = Você atingiu o número máximo de chaves de acesso. Remova uma para adicionar outra.
    .new_device_old_ones_title = Remover as antigas
    .new_device_old_ones = Remova as que você não usa mais, assim que tiver certeza.

business-phone =
    .limit_reached = Você atingiu o número máximo de chaves de acesso. Use sua senha ou remova uma chave de acesso para adicionar outra.
    .delete = Remover
    .delete_title = Remover esta chave de acesso?
    .delete_elsewhere = Ao removê-la, você também encerra todas as suas outras sessões.
    .delete_confirm = Remover chave de acesso
    .deleted_notice = Chave de acesso removida.
    .event_passkey_removed = Chave de acesso removida
    .last_passkey = Esta é sua última chave de acesso. Adicione outra antes de removê-la.
    .fewest_passkeys = Sua organização exige tantas chaves de acesso quantas você tem. Adicione outra antes de remover esta.
    .saved_notice = Uma chave de acesso foi salva para sua conta. Na próxima vez, você pode entrar sem senha. Se não a quiser, remova-a abaixo.
    .new_device_old_ones_title = Remover as antigas
    .new_device_old_ones = Remova as que você não usa mais, assim que tiver certeza.

platform =
    .name_hint = Por exemplo, “MacBook do trabalho” ou “iPhone 16”. Você pode mudá-lo depois.

client-portal =
    .account = Configurações
    .account_settings = Configurações
    .register_title = Sistema de login seguro (SLS)
