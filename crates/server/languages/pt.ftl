## Said by the scripts
reference = Referência
report = Avisar o suporte
browser_says = Seu navegador informa
copy = Copiar
copied = Copiado
working = Aguardando sua chave de acesso…
identifier_missing = Digite primeiro seu nome de usuário.
organisation_missing = Digite o nome da sua organização.
name_missing = Digite um nome.
unsupported_title = Este navegador não aceita chaves de acesso
unsupported = Use uma versão atual do Chrome, Safari, Edge ou Firefox em um dispositivo compatível com chaves de acesso.
insecure = Os navegadores só oferecem chaves de acesso em endereços seguros. Abra esta página com https.
not_reached_title = Não foi possível conectar ao servidor
not_reached = Verifique sua conexão e tente novamente. Por enquanto, nada mudou.

## What an error offers
action_retry = Tentar novamente
action_other_passkey = Usar outra chave de acesso
action_password = Usar senha
action_other_method = Entrar de outra forma
action_later = Configurar mais tarde
action_restart = Começar de novo
action_sign_in = Entrar
action_manage_passkeys = Ver chaves de acesso

## What has happened
signed_out = Você saiu da sua conta.
welcome = O Keystead está pronto. Os membros entram em { $address }.
signing_in = Entrando…
signing_up = Criando sua conta…
setting_up = Configurando…
enabled = Ativada
not_set_up = Não configurada
synced = Sincronizada
device_bound = Vinculada ao dispositivo
add_title = Adicionar outra chave de acesso
add_first_title = Adicione sua primeira chave de acesso
added_notice = Chave de acesso adicionada.
renamed_notice = Nome salvo.
deleted_notice = Chave de acesso excluída.
backup_title = Adicione uma chave de acesso reserva

## Why one cannot be deleted
last_passkey = Esta é sua última chave de acesso. Adicione outra antes de excluí-la.
fewest_passkeys = Sua organização exige tantas chaves de acesso quantas você tem. Adicione outra antes de excluir esta.

## On several pages
username = Nome de usuário
email_or_username = E-mail ou nome de usuário
email_or_username_missing = Digite primeiro seu e-mail ou nome de usuário.
email = E-mail
email_missing = Digite primeiro seu e-mail.
phone = Número de telefone
phone_missing = Digite primeiro seu número de telefone.
email_or_phone = E-mail ou número de telefone
email_or_phone_missing = Digite primeiro seu e-mail ou número de telefone.
phone_or_username = Número de telefone ou nome de usuário
phone_or_username_missing = Digite primeiro seu número de telefone ou nome de usuário.
any_name = E-mail, número de telefone ou nome de usuário
any_name_missing = Digite primeiro seu e-mail, número de telefone ou nome de usuário.
username_rule = Letras, dígitos, pontos, hifens e sublinhados.
username_hint = Não é necessário: sua chave de acesso já sabe quem você é.
display_name = Nome de exibição
optional = opcional
optional_field = { $label } (opcional)
cancel = Cancelar
continue_with_passkey = Continuar com chave de acesso
use_before = Usar uma chave de acesso anterior
create_passkey = Criar chave de acesso
no_script = As chaves de acesso precisam de JavaScript. Ative-o para esta página e recarregue-a.
skip_to_content = Ir para o conteúdo

## Sign-in
sign_in = Entrar
sign_in_lead = Desbloqueie com sua impressão digital, seu rosto, o bloqueio de tela ou uma chave de segurança.
no_account = Não tem uma conta?
links_gave_way = Os links mágicos estão desativados porque o logon único (SSO) está ativado. Use o processo de recuperação do SSO da sua organização ou fale com um administrador.
ended_idle = Sua sessão foi encerrada por inatividade.

## Joining with an address
join_address = Endereço de e-mail
join_phone = Número de telefone
join_address_or_phone = Endereço de e-mail ou número de telefone
join_phone_hint = Comece o número de telefone com + e o código do país.
join_send = Enviar um código para mim
join_sent = Enviamos uma mensagem. Digite aqui o código que ela traz; ele vale por alguns minutos.
join_other = Usar outro endereço
join_make = Confirmado. Agora crie sua conta.
join_make_account = Criar conta
new_password = Nova senha
join_or_name = Ou escolha um nome de usuário
invitation_title = Você recebeu um convite
invitation_lead = Crie sua conta com este endereço.
invitation_take = Aceitar o convite
invitation_gone_title = Este convite não vale mais
invitation_gone_lead = Ele já foi aceito, foi cancelado ou é antigo demais. Peça outro a quem convidou você.
enrolment_link_title = Crie sua chave de acesso
enrolment_link_lead = Um administrador enviou este link para:

## An account at a provider
offer_title = Vincule sua conta no provedor
offer_lead = Ela pertence a um endereço que já tem uma conta aqui. Se você aceitar e depois entrar, ela passará a abrir essa conta.
offer_newcomer = Se você aceitar, ela abrirá a conta que você criar aqui.
offer_yes = Sim, vincular
offer_no = Não

## Recovery
recovery_title = Problemas para entrar?
recovery_lead = Digite o nome com que você entra. Depois, mostre quem você é de outra forma e configure uma nova maneira de entrar.
new_password_title = Escolha uma nova senha
end_other_sessions = Encerrar todas as minhas outras sessões
stop_title = Interromper a recuperação?
stop_lead = Alguém está pedindo para recuperar o acesso à sua conta. Se não for você, interrompa a recuperação. Nada mais muda na sua conta.
stop_recovery = Interromper a recuperação
stopped_title = A recuperação foi interrompida
stopped_lead = Quem a pediu teria de começar de novo, e você receberia outro aviso. Se essa pessoa consegue ler seu e-mail, troque a senha da sua caixa de e-mail.
stop_gone_title = Não há nada para interromper
stop_gone_lead = A recuperação já foi interrompida, já terminou ou é antiga demais.
recovery_waits = Alguém está pedindo para recuperar o acesso à sua conta por mensagens. A recuperação poderá continuar a partir de { $time } se ninguém a interromper.
wait_title = Volte mais tarde
wait_lead = Sua recuperação está em espera para que ninguém assuma sua conta sem que você perceba. Enviamos uma mensagem a todos os endereços da sua conta. Se ninguém interromper a recuperação, comece-a de novo entre { $time } e { $end }. Entrar com uma chave de acesso cancela a recuperação.
quarantined = Deixada de lado: fora de uso até você confirmar
other_address = Criada para outro endereço:
confirm_passkey = Ainda é minha
replace_lead = Se o seu dispositivo antigo foi perdido, ou outra pessoa pode estar com ele, suspenda as chaves de acesso dele. Ninguém poderá usá-las até você confirmá-las.
replace_passkeys = Suspender as outras
notice_seen = Entendi
account_held = Até que se passe um dia, nenhuma chave de acesso e nenhum endereço podem ser removidos ou alterados.

## The steps of a journey
other_ways = Outras formas de entrar
other_way = Entrar de outra forma
continue_with = Continuar com
go_on = Continuar
not_you = Não é você?
first_lead = Mostre quem você é.
second_title = Só mais uma etapa
password_lead = Digite sua senha.
magic_link_lead = Enviaremos um link para seu e-mail. Abra-o e entre com um toque.
email_code_lead = Enviaremos um código para seu e-mail.
sms_code_lead = Enviaremos um código por SMS para seu telefone.
totp_lead = Abra seu aplicativo autenticador e digite o código que ele mostra.
recovery_code_lead = Digite um dos códigos que você guardou. Cada um funciona uma só vez.
single_sign_on_lead = Entre pela sua organização; depois você voltará para cá.
access_pass_lead = Digite o passe que um administrador deu a você.
code_of_link = Código de outro dispositivo
code_of_link_hint = Só se você abriu o link em outro dispositivo: ele mostrará um código.
remember = { $days ->
    [one] Lembrar deste navegador por { $days } dia
   *[other] Lembrar deste navegador por { $days } dias
}
remember_hint = Nesse período, não será pedido um segundo fator nele. Faça isso só em um dispositivo seu.
password = Senha
code = Código
send_again = Enviar de novo
send_again_hint = É possível enviar outra depois de um minuto, e só algumas por hora.
sent_by_mail = Se essa conta existir, uma mensagem está a caminho. Ela vale por alguns minutos.
sent_second_mail = Uma mensagem está a caminho. Se não chegar, peça outra depois de um minuto.
sent_second_phone = Um SMS está a caminho. Se não chegar, peça outro depois de um minuto.
sent_link = Se essa conta existir, uma mensagem está a caminho. Abra o link dela neste navegador.
sent_to_phone = Se essa conta existir, um SMS está a caminho. Ele vale por alguns minutos.
method_passkey = Chave de acesso
method_password = Usar senha
method_magic_link = Receber um link por e-mail
method_email_code = Receber um código por e-mail
method_sms_code = Receber um código por SMS
method_totp = Aplicativo autenticador
method_recovery_code = Código de recuperação
method_single_sign_on = Logon único
method_access_pass = Passe de acesso temporário
link_title = Entre com este link
link_lead = Mais um toque e você entra aqui.
link_recovery_title = Recupere o acesso à sua conta
link_recovery_lead = Mais um toque e você continua a recuperação aqui.
recovery_link_lead = Enviaremos um link para seu e-mail. Com ele, você volta a acessar sua conta.
link_elsewhere_title = O link foi pedido em outro dispositivo?
link_elsewhere_lead = Ele só funciona para entrar onde foi pedido. Este dispositivo pode mostrar um código para você digitar lá.
link_show_code = Mostrar o código
link_not_asked = Não foi você que pediu? Então feche esta página e não conte o código a ninguém.
link_code_title = Digite este código onde você está entrando
link_code_lead = Ele vale por alguns minutos e só no navegador em que o link foi pedido.
link_gone_title = Este link não funciona mais
link_gone_lead = Ele já foi usado ou é antigo demais. Peça um novo.
new_app_title = Configure um aplicativo autenticador
new_app_show = Mostrar o código QR
new_app_show_again = Mostrar um novo código QR
new_app_scan = Escaneie este código QR com seu aplicativo autenticador e digite o código que ele mostra. O código QR aparece uma única vez.
new_app_picture = Código QR para seu aplicativo autenticador
new_app_letters = Ou digite esta chave no aplicativo:
new_app_open = Abrir em um aplicativo deste dispositivo
held_title = Adicione uma chave de acesso para continuar
held_required = Sua organização exige uma chave de acesso. Adicione uma para entrar.
held_more = Sua organização exige mais uma chave de acesso. Adicione-a para entrar.
held_after_link = Sua organização exige uma chave de acesso para quem entra por e-mail. Adicione uma para concluir a entrada.
held_device_bound = Sua organização exige uma chave de acesso que permaneça no dispositivo, como uma chave de segurança. Adicione uma para entrar.
held_second_factor = Sua organização exige um segundo fator. Adicione uma chave de acesso para entrar.
held_new_app = Sua organização exige um segundo fator. Configure um aplicativo autenticador para entrar.
held_because = { $why } Adicione uma chave de acesso para entrar.
held_because_app = { $why } Configure um aplicativo autenticador para entrar.
held_recovery = Adicione uma nova chave de acesso para concluir a recuperação da sua conta.
held_new_password = Escolha uma nova senha para concluir a recuperação da sua conta.
help_title = Ajuda da sua organização
held_help = Não tem um dispositivo que possa guardar uma chave de acesso? Peça ajuda a um administrador da sua organização.

## Sign-up
sign_up = Cadastre-se
sign_up_lead = Escolha um nome e crie uma chave de acesso. Não há senha para lembrar.
display_name_hint = Como os outros verão você. Se ficar vazio, será seu nome de usuário.
sign_up_lead_address = Comece pelo seu endereço. Um código será enviado para lá, para que ninguém o use em seu nome.
sign_up_lead_make = Mais uma etapa e a conta é sua.
have_account = Já tem uma conta?

## The suggestion after a sign-in
suggest_title = Entre mais rápido da próxima vez
suggest_lead = Adicione uma chave de acesso e entre com sua impressão digital, seu rosto ou o bloqueio de tela. Suas outras formas de entrar continuam como estão.
suggest_here_title = Adicionar uma chave de acesso também neste dispositivo?
suggest_here_lead = Você entrou sem a chave de acesso que tem. Com uma neste dispositivo, basta um toque.
suggest_again_title = Suas chaves de acesso precisam ser renovadas
suggest_again_lead = Agora são pedidas aqui chaves de acesso de outro tipo. Adicione uma nova; as antigas permanecem.
suggest_soon_title = Em breve, uma chave de acesso será obrigatória
suggest_soon_lead = Sua organização pede uma chave de acesso a todos. Adicione a sua agora e nada impedirá você de entrar.
later = Farei isso mais tarde
saved_notice = Uma chave de acesso foi salva para sua conta. Na próxima vez, você pode entrar sem senha. Se não a quiser, exclua-a abaixo.

## Account > Security
user_menu = Menu do usuário
console = Administração
account_settings = Configurações da conta
account = Conta
security = Segurança
sign_out = Sair
registered_passkeys = Chaves de acesso registradas
passkey_mfa = MFA com chave de acesso
required_by_policy = Exigida pela política
no_passkeys = Nenhuma chave de acesso ainda. Adicione uma para entrar com o bloqueio de tela do seu dispositivo.
added = Adicionada em
updated = Atualizada em
last_used = Último uso:
never_used = Ainda não usada
rename = Renomear
save = Salvar
delete = Excluir
name = Nome
name_hint = Por exemplo, “Notebook do escritório”. Você pode mudá-lo depois.
add_passkey = Adicionar chave de acesso
backup = Uma segunda chave de acesso, em outro dispositivo ou em uma chave de segurança, reduz o risco de você ficar sem acesso se esta for perdida.
locked = As opções de segurança dependem da política da sua organização e das permissões da sua conta. Se você não conseguir alterar uma configuração, fale com o administrador de { $organization }.
added_software = Registro concluído. Sua chave de acesso de software agora está registrada e pronta para uso como método de 2FA.
added_hardware = Registro concluído. Sua chave de segurança física agora está registrada e pronta para uso como método de 2FA.
passkeys_off = Sua organização não usa chaves de acesso aqui.
limit_reached = Você atingiu o número máximo de chaves de acesso. Exclua uma para adicionar outra.
care = Adicione chaves de acesso somente em dispositivos que sejam seus, não em dispositivos compartilhados ou públicos. Nunca compartilhe uma chave de acesso, um bloqueio de tela ou uma chave de segurança.
delete_title = Excluir esta chave de acesso?
delete_lead = Você não poderá mais entrar com ela. Antes de continuar:
delete_point_other = Você tem outra chave de acesso que funciona?
delete_point_device = O dispositivo foi perdido, aposentado ou substituído?
delete_point_only = Verifique se este não é o único método de entrada que você é obrigado a ter.
delete_elsewhere = Ao excluí-la, você também encerra todas as suas outras sessões.
delete_confirm = Excluir chave de acesso
keep = Manter
confirm_title = Confirme que é você
confirm_sent = Um código está a caminho. Ele vale por alguns minutos.
sign_in_again = Entrar novamente
sign_in_again_lead = Depois você voltará a esta página.
confirm_lead = Antes de continuar, desbloqueie com uma chave de acesso que você tem.

## Still working?
idle_title = Ainda está trabalhando?
idle_lead = Não há atividade aqui há algum tempo. Quando o tempo acabar, sua sessão será encerrada.
idle_left = Sua sessão será encerrada em { $time }.
idle_stay = Continuar conectado

## Set-up
setup_title = Boas-vindas ao Keystead
setup_lead = A sua é a primeira conta de administrador. Crie a chave de acesso com que você vai entrar.
setup_again_title = Adicionar um administrador ou devolver o acesso a ele
setup_console = Depois, você administra o Keystead em /admin, que também é “Administração” no seu menu.
setup_again_lead = Digite o nome de um administrador para dar a ele uma nova chave de acesso, ou um nome novo para adicionar um.
organisation = Organização
organisation_hint = Aparece no topo de todas as páginas.
setup_spent_title = Este link de configuração não funciona mais
setup_spent = Ele já foi usado ou tem mais de uma hora. Gere um novo na máquina em que o servidor é executado:

## Other pages
waiting_title = Quase lá
waiting = Este servidor está aguardando a configuração. Abra o link que aparece no terminal dele.
waiting_again = Perdeu o link? Gere um novo na máquina em que o servidor é executado:
front_page = Ir para a página inicial
front_doors_title = Demonstração do Keystead
front_doors_lead = Uma demonstração com membros fictícios. Cada porta abaixo abre uma página de entrada de exemplo com outras configurações.
front_doors_open = Cadastre-se e crie uma chave de acesso
front_doors_members = Entre como um membro de exemplo
front_doors_password = Onde for pedida uma senha, ela é
sample_members = Membros de exemplo:
sample_administrator = (administrador)
front_doors_messages = Códigos e links
front_doors_mailbox = caixa de mensagens
front_doors_messages_lead = Esta demonstração não envia e-mails nem SMS. O que ela teria enviado está na
mailbox_title = Caixa de mensagens
mailbox_lead = Esta demonstração não envia nada. O que ela teria enviado está aqui, do mais recente ao mais antigo.
mailbox_empty = Nada ainda.
mailbox_text_message = SMS
mailbox_to = Para
language = Idioma

## Help
help = Ajuda
support_email = E-mail
support_help_center = Central de Ajuda
support_forum = Fórum da comunidade
privacy = Privacidade
terms = Termos
guide = Guia destas configurações

## Account pages
parts_title = Mais configurações de segurança
account_no_script = As alterações nesta página precisam de JavaScript. Ative-o e recarregue a página.
recovery_codes = Códigos de recuperação
address = Endereço
addresses = Endereços
linked_account = Conta vinculada
linked_accounts = Contas vinculadas
sessions = Sessões e navegadores
activity = Atividade
ends_others = Todas as suas outras sessões serão encerradas.
remove = Remover

## Password
password_is_set = Definida
password_is_none = Não definida
password_changed_at = Última alteração:
password_missing = Digite uma nova senha.
password_rule = Pelo menos { $least } caracteres e no máximo { $most }. Várias palavras que só você juntaria funcionam bem.
password_set_now = Definir senha
password_change_now = Alterar senha
password_remove = Remover senha
password_remove_question = Remover sua senha?
password_remove_lead = Você entrará com seus outros métodos. Todas as suas outras sessões serão encerradas.
password_stays = A senha permanece porque, sem ela, você não conseguiria entrar.
password_set_news = Senha definida.
password_removed_news = Senha removida.

## Authenticator app
app_lead = Um aplicativo no seu telefone mostra um novo código a cada meio minuto. Digite-o ao entrar.
app_set_up_now = Configurar um aplicativo
app_replace_now = Configurar outro aplicativo
app_replaces = O aplicativo que você tem continua funcionando até você digitar um código do novo.
app_not_offered = Aplicativos autenticadores não são mais usados aqui. Você pode remover o seu.
app_remove = Remover aplicativo
app_remove_question = Remover seu aplicativo autenticador?
app_remove_lead = Os códigos do aplicativo deixarão de funcionar imediatamente. Todas as suas outras sessões serão encerradas.
app_confirm = Usar este aplicativo
app_added_news = Aplicativo autenticador configurado.
app_removed_news = Aplicativo autenticador removido.
code_missing = Digite o código.

## Recovery codes
codes_left = Códigos restantes
codes_made = Criados em
codes_lead = Guarde estes códigos em papel ou em um lugar seguro. Cada um funciona uma só vez, quando nada mais funcionar.
codes_draw = Criar códigos de recuperação
codes_draw_again = Criar novos códigos
codes_question = Criar novos códigos?
codes_warning = Os códigos que você tem deixarão de funcionar imediatamente. Todas as suas outras sessões serão encerradas.
codes_not_offered = Códigos de recuperação não são mais usados aqui.
codes_title = Seus novos códigos de recuperação
codes_once = Eles só aparecem desta vez. Guarde-os agora.
codes_print = Imprimir
codes_download = Baixar como texto

## Addresses
addresses_lead = As mensagens e os códigos chegam a estes endereços. Quando um é adicionado ou removido, todos os seus outros endereços recebem um aviso.
addresses_none = Você ainda não tem nenhum endereço.
address_verified = Verificado
address_unverified = Não verificado
address_verify = Verificar
address_add_title = Adicionar um endereço
address_label = Endereço de e-mail ou número de telefone
address_missing = Digite um endereço.
address_phone_hint = Comece o número de telefone com + e o código do país.
address_verify_title = Digite o código
address_sent = Um código está a caminho de { $address }. Ele vale por alguns minutos.
address_confirm = Verificar endereço
address_keep_title = O que é seu?
address_keep_lead = Este endereço já estava na sua conta antes que alguém o verificasse. Marque o que foi criado por você: todo o resto será removido.
address_stays = Este endereço permanece porque uma forma de entrar ou a recuperação precisa dele.
address_remove_question = Remover este endereço?
address_remove_lead = Se ele estiver verificado, primeiro enviaremos um código para lá. Todas as suas outras sessões serão encerradas.
address_remove_code = Código enviado a este endereço
address_added_news = Endereço verificado.
address_removed_news = Endereço removido.

## Linked accounts
links_lead = Com estas contas de outros serviços, você entra aqui.
links_none = Nenhuma conta vinculada.
link_with = Vincular uma conta de { $provider }
link_remove = Desvincular
link_stays = Esta conta continua vinculada porque, sem ela, você não conseguiria entrar.
link_remove_question = Desvincular esta conta?
link_remove_lead = Você não poderá mais entrar aqui com ela.
link_removed_news = Conta desvinculada.
linked_at = Vinculada em

## Sessions and browsers
sessions_title = Onde sua conta está conectada
more_are = E mais { $count }.
session_this = Esta sessão
session_began = Iniciada em
session_active = Última atividade:
session_end = Encerrar
sessions_end_others = Encerrar todas as outras
sessions_end_question = Encerrar todas as outras sessões?
sessions_end_lead = Só esta sessão continuará aberta.
session_ended_news = Sessão encerrada.
sessions_ended_news = Todas as outras sessões foram encerradas.
feedback_title = Sua opinião sobre as chaves de acesso
feedback_lead = Você experimenta as chaves de acesso antes de todos. Diga como foi:
feedback_understand = Se adicionar uma chave de acesso é fácil de entender.
feedback_works = Se o acesso funciona no seu dispositivo.
feedback_wording = Se os textos dos avisos são claros.
feedback_fallback = Se a alternativa com senha é fácil de encontrar.
feedback_confusion = Se algum dispositivo ou navegador causa confusão.
feedback_yes = Sim
feedback_partly = Em parte
feedback_no = Não
feedback_remark = Mais alguma coisa? (opcional)
feedback_send = Enviar opinião
feedback_given_news = Obrigado. Sua opinião foi enviada.
browsers_title = Navegadores conhecidos
browsers_lead = Você já entrou com estes navegadores. Em um navegador esquecido, tudo será pedido de novo.
browsers_none = Nenhum navegador conhecido.
browser_this = Este navegador
browser_seen = Visto pela última vez em
browser_trusted = Nenhum segundo fator pedido até
browser_forget = Esquecer
browser_forgotten_news = Navegador esquecido.
browser_on = { $browser } no { $system }
browser_unknown = Navegador ou programa desconhecido

## Activity
activity_lead = O que aconteceu na sua conta nos últimos 90 dias, do mais recente ao mais antigo. Se algo não foi feito por você, altere sua senha e encerre suas outras sessões.
activity_none = Nada aconteceu nos últimos 90 dias.
event_sign_in = Entrada na conta
event_sign_up = Conta criada
event_step_up = Identidade confirmada
event_sign_out = Saída da conta
event_session_idle = Sessão encerrada por inatividade
event_device_allowed = Aplicativo permitido em um dispositivo
event_device_refused = Aplicativo recusado em um dispositivo
event_code_exchanged = Sessão entregue a um site
event_session_revoked = Sessão encerrada
event_other_sessions_revoked = Todas as outras sessões encerradas
event_user_suspended = Conta suspensa
event_user_restored = Conta reativada
event_passkey_added = Chave de acesso adicionada
event_passkey_renamed = Chave de acesso renomeada
event_passkey_removed = Chave de acesso excluída
event_passkey_confirmed = Chave de acesso confirmada
event_passkeys_replaced = Chaves de acesso suspensas
event_recovered = Conta recuperada
event_recovery_waits = Recuperação solicitada
event_recovery_stopped = Recuperação interrompida
event_access_pass_issued = Passe de acesso temporário emitido
event_enrolment_link_sent = Link para criar uma chave de acesso enviado
event_access_pass_ended = Passe de acesso temporário encerrado
event_totp_added = Aplicativo autenticador configurado
event_totp_removed = Aplicativo autenticador removido
event_recovery_codes_drawn = Códigos de recuperação criados
event_recovery_code_used = Código de recuperação usado
event_password_set = Senha definida
event_password_changed = Senha alterada
event_password_removed = Senha removida
event_account_linked = Conta vinculada
event_account_unlinked = Conta desvinculada
event_application_entered = Entrada em um aplicativo
event_application_left = Aplicativo desconectado
event_passkey_noticed = Mudança detectada em uma chave de acesso
event_address_added = Endereço adicionado
event_address_removed = Endereço removido
event_factors_cleared = Métodos de entrada removidos na primeira verificação
event_invitation_accepted = Convite aceito
event_guessing_stopped = Método de entrada bloqueado após tentativas incorretas
event_guessing_allowed = Método de entrada permitido de novo
event_device_trusted = Navegador lembrado
event_device_forgotten = Navegador esquecido
event_other = Alteração na conta
refused_sign_in = Entrada recusada
refused_sign_up = Cadastro recusado
refused_step_up = Confirmação de identidade recusada
refused_passkey = Alteração de chaves de acesso recusada
refused_password = Alteração da senha recusada
refused_other = Alteração recusada

## Passkeys, step by step

tested_notice = Esta chave de acesso funciona.
only_brand = Todas as suas chaves de acesso estão guardadas na { $brand } e só chegam a dispositivos dessa marca. Para outros dispositivos, adicione neles uma chave de acesso, ou uma chave de segurança.
older_key = Chave antiga ou sem PIN?
test_passkey = Testar
kinds_title = O que são estes tipos de chaves de acesso
kind_device_name = Chave de acesso: autenticadores de plataforma
kind_phone_name = Chave de acesso: autenticador multiplataforma
kind_key_name = Chaves de segurança
kind_passkey_name = Chave de acesso
kind_device = Integrada a um dispositivo e usada nele, ou em todos os dispositivos sincronizados. Fica guardada no chip de segurança do dispositivo, como o TPM no Windows.
kind_phone = Seu telefone (Android ou iOS), usado para entrar em outro dispositivo próximo. Fica guardada no telefone.
kind_key = Um dispositivo à parte, como uma YubiKey, por USB, NFC ou Bluetooth. Fica guardada somente nele. Não é sincronizada com a nuvem: precisa estar fisicamente junto ao dispositivo usado.
delete_why_lost = Perdido ou roubado
delete_why_retired = Não é mais usado
delete_why_replaced = Substituído por outro
app_enabled = Ativado
app_not_set_up = Não configurado
app_added = Adicionado em
address_added = Adicionado em
new_device = Tenho um novo dispositivo
new_device_lead = Em três passos, você entra com seu novo dispositivo. Faça o mesmo se tiver perdido um dispositivo.
new_device_old_title = Bloquear o dispositivo antigo
replace_question = Suspender suas outras chaves de acesso?
replace_effects = Elas não funcionam até você confirmá-las. Sua sessão será encerrada em todos os outros lugares, e seus endereços serão avisados.
replace_none = Nenhuma outra chave de acesso está em uso.
replaced_news = Suas outras chaves de acesso estão suspensas.
new_device_add_title = Adicionar uma chave de acesso neste dispositivo
new_device_old_ones_title = Excluir as antigas
new_device_old_ones = Exclua as que você não usa mais, assim que tiver certeza.
register_title = Adicionar uma chave de acesso passo a passo
register_tabs = Métodos
register_where = Onde você quer guardá-la?
register_mobile = Dispositivos móveis/Gerenciador de senhas
register_here = Este dispositivo, ou seu gerenciador de senhas
register_phone = iPhone, iPad ou dispositivo Android
register_phone_hint = Um código QR aparece. Abra a câmera do seu telefone e aponte para o código, com o Bluetooth ligado. Toque ali em “Registrar” ou “Criar chave de acesso” e confirme sua identidade com Face ID, Touch ID, impressão digital ou o PIN do dispositivo. Evite dispositivos que você não tem sempre à mão, como tablets.
register_physical = Dispositivo físico
register_physical_hint = Escolha “Chave de segurança” se o navegador perguntar. Insira a chave na porta USB, ou aproxime-a do dispositivo para usar NFC, digite o PIN dela quando for pedido e toque no botão ou sensor.
name_device = Dê um nome ao seu dispositivo
register = Registrar
registered_software_title = Registro concluído
registered_software = Sua chave de acesso de software agora está registrada e pronta para uso como método de 2FA.
registered_hardware_title = O registro foi concluído
registered_hardware = Sua chave de segurança física agora está registrada e pronta para uso como método de 2FA.
registered_first = A partir de agora você pode entrar com ela.

## Telling support

report_title = Conte ao suporte o que aconteceu
report_lead = Só é enviado o que está aqui. Ninguém que o ajude pedirá palavra-passe, PIN, impressão digital ou rosto.
report_device = Dispositivo e navegador
report_error = Erro
report_doing = O que estava a fazer?
report_sign_in = A iniciar sessão
report_setup = A adicionar uma chave de acesso
report_password = A sua palavra-passe ainda funciona?
report_untried = Não experimentei
report_yes = Sim
report_no = Não
report_none = Não tenho palavra-passe
report_words = O que aconteceu?
report_hint = Não escreva aqui palavras-passe, PIN ou códigos.
report_send = Enviar
report_sent = Enviado. O suporte encontra o seu aviso pela referência.

# Applications
application_title = Entrar nesta aplicação?
application_may = Ela poderá:
application_unknown = Aplicação desconhecida de
application_unchecked = Ninguém a verificou aqui. Se continuar, será enviado para
application_signed_in = Você entrou como
application_scope_openid = Saber que é você
application_scope_profile = Ver seu nome e nome de usuário
application_scope_email = Ver seu endereço de e-mail
application_scope_phone = Ver seu número de telefone
application_scope_offline = Manter a sessão enquanto você está ausente
application_scope_view = Ver as configurações de segurança da sua conta
application_scope_manage = Alterar as configurações de segurança da sua conta
application_allow = Continuar
application_switch = Usar outra conta
application_other_title = Esta aplicação espera outra conta
application_back_title = Voltando à aplicação
application_back = Se nada acontecer, continue aqui.
application_gone_title = Este pedido não está completo
application_gone = O endereço que trouxe você aqui não está completo ou é antigo demais. Volte à aplicação e comece de novo.
applications = Aplicativos conectados
applications_lead = Você entra nestes aplicativos com esta conta.
applications_none = Nenhum aplicativo está conectado.
application_since = Conectado
application_disconnect = Desconectar
application_disconnect_question = Desconectar este aplicativo?
application_disconnect_lead = Ele não vê mais nada da sua conta e pergunta de novo antes da próxima entrada.
application_disconnected_news = O aplicativo está desconectado.
logout_title = Sair?
logout_lead = Você sai daqui, e os aplicativos em que entrou com esta conta são informados.
device_title = Entrar em um dispositivo
device_lead = Digite o código mostrado pelo seu dispositivo.
device_code = Código
device_unknown = Nenhum dispositivo mostra este código, ou não mostra mais. Verifique-o ou peça um novo ao seu dispositivo.
device_too_often = Muitos códigos errados. Aguarde dez minutos e tente novamente.
device_question = Permitir este aplicativo no seu dispositivo?
device_warning = Continue somente se você mesmo iniciou isto, em um dispositivo à sua frente. Se alguém lhe enviou este código ou link, cancele: a pessoa entraria na sua conta.
device_from = A solicitação veio de:
device_proof = Confirmar com sua chave de acesso
device_needs_passkey = Somente uma prova recente com uma chave de acesso permite isto.
device_passkeys = Suas chaves de acesso
device_allow = Permitir
device_allowed_title = Seu dispositivo pode entrar
device_allowed = Volte ao seu dispositivo: ele continua sozinho. Você pode fechar esta página.
device_refused_title = Ninguém foi admitido
device_refused = O dispositivo não recebe nada. Você pode fechar esta página.
device_gone = O código é antigo demais ou já foi respondido. Peça um novo ao seu dispositivo.
