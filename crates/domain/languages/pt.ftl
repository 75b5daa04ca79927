## Waits and times

wait_seconds = { $count ->
    [one] { $count } segundo
   *[other] { $count } segundos
}
wait_minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
}
wait_hours = { $count ->
    [one] { $count } hora
   *[other] { $count } horas
}
wait_moment = um momento
just_now = agora mesmo
minutes_ago = { $count ->
    [one] há { $count } minuto
   *[other] há { $count } minutos
}
hours_ago = { $count ->
    [one] há { $count } hora
   *[other] há { $count } horas
}
days_ago = { $count ->
    [1] ontem
   *[other] há { $count } dias
}
month_short = { $month ->
    [1] jan.
    [2] fev.
    [3] mar.
    [4] abr.
    [5] mai.
    [6] jun.
    [7] jul.
    [8] ago.
    [9] set.
    [10] out.
    [11] nov.
   *[12] dez.
}
month_long = { $month ->
    [1] janeiro
    [2] fevereiro
    [3] março
    [4] abril
    [5] maio
    [6] junho
    [7] julho
    [8] agosto
    [9] setembro
    [10] outubro
    [11] novembro
   *[12] dezembro
}
day = { $day } de { month_short } de { $year }
exact = { day }, { $time } UTC
moment = { $day } de { month_long } de { $year }, { $time } UTC

passkey_unavailable = A entrada com chave de acesso está temporariamente indisponível. Você pode tentar novamente ou entrar com sua senha.
    .title = Chave de acesso indisponível
    .by_email = A entrada com chave de acesso está temporariamente indisponível. Você pode tentar novamente ou entrar com seu e-mail.
    .passkeys_only = A entrada com chave de acesso está temporariamente indisponível. Tente novamente em instantes.
    .cause = A interface de entrada não respondeu ou o endereço da página foi alterado.
    .remedy = Tente novamente em instantes ou entre de outra forma.
passkey_not_found_or_canceled = Nenhuma chave de acesso foi detectada neste dispositivo ou a operação foi cancelada. Entre com sua senha e a autenticação de dois fatores (2FA) para continuar. Depois da verificação, você poderá configurar uma nova chave de acesso.
    .title = Chave de acesso não encontrada ou operação cancelada
    .password_alone = Nenhuma chave de acesso foi detectada neste dispositivo ou a operação foi cancelada. Entre com sua senha para continuar. Depois da verificação, você poderá configurar uma nova chave de acesso.
    .by_email = Nenhuma chave de acesso foi detectada neste dispositivo ou a operação foi cancelada. Entre com seu e-mail para continuar. Depois da verificação, você poderá configurar uma nova chave de acesso.
    .passkeys_only = Nenhuma chave de acesso foi detectada neste dispositivo ou a operação foi cancelada. Tente novamente ou use uma chave de acesso de outro dispositivo.
    .cause = Este dispositivo ou navegador não tem nenhuma chave de acesso para este site, ou a solicitação foi fechada.
    .remedy = Tente novamente, talvez com outra chave de acesso, ou entre de outra forma.
passkey_timed_out = Você não respondeu a tempo à solicitação da chave de acesso. Tente novamente.
    .title = Tempo esgotado para a chave de acesso
    .cause = A solicitação ficou sem resposta até o tempo se esgotar.
    .remedy = Tente novamente e responda à solicitação.
passkey_not_on_device = Nenhuma chave de acesso está configurada para este dispositivo. Para criar uma, entre com sua senha e a 2FA. Depois da verificação, você poderá configurar uma chave de acesso para este dispositivo. Se preferir, entre com sua senha por enquanto.
    .title = Chave de acesso não encontrada neste dispositivo
    .password_alone = Nenhuma chave de acesso está configurada para este dispositivo. Para criar uma, entre com sua senha. Depois da verificação, você poderá configurar uma chave de acesso para este dispositivo.
    .by_email = Nenhuma chave de acesso está configurada para este dispositivo. Para criar uma, entre com seu e-mail. Depois da verificação, você poderá configurar uma chave de acesso para este dispositivo.
    .passkeys_only = Nenhuma chave de acesso está configurada para este dispositivo. Use uma chave de acesso de outro dispositivo; depois da verificação, você poderá configurar uma para este.
    .cause = Nenhuma chave de acesso foi encontrada, ou a que foi usada não está registrada ou deixou de estar.
    .remedy = Use outra chave de acesso ou outra forma de entrar e, depois, adicione uma chave de acesso para este dispositivo.
user_not_verified = Não foi possível verificar sua biometria. Tente novamente ou use outro método para entrar.
    .title = Não foi possível verificar sua identidade
    .passkeys_only = Não foi possível verificar sua biometria. Tente novamente.
    .cause = O dispositivo não verificou seu usuário por biometria, PIN ou bloqueio de tela.
    .remedy = Tente novamente; verifique se há um bloqueio de tela ou PIN configurado.
setup_unavailable = Não foi possível concluir a configuração da chave de acesso agora. Você pode tentar novamente ou configurá-la mais tarde.
    .title = Chave de acesso indisponível
    .cause = A interface de configuração de chaves de acesso não respondeu ou o endereço da página foi alterado.
    .remedy = Tente novamente em instantes.
setup_canceled = A configuração da sua chave de acesso foi cancelada. Tente novamente ou continue com sua senha.
    .title = Configuração da chave de acesso cancelada
    .by_email = A configuração da sua chave de acesso foi cancelada. Tente novamente ou continue com seu e-mail.
    .passkeys_only = A configuração da sua chave de acesso foi cancelada. Tente novamente quando quiser.
    .cause = A solicitação foi fechada antes que a chave de acesso fosse criada.
    .remedy = Tente novamente, talvez com outro dispositivo.
setup_timed_out = Você não respondeu a tempo à solicitação da chave de acesso. Tente novamente ou configure-a mais tarde.
    .title = Tempo esgotado para a chave de acesso
    .cause = A solicitação ficou sem resposta até o tempo se esgotar.
    .remedy = Tente novamente e responda à solicitação.
passkey_already_registered = Este dispositivo já tem a chave de acesso. Não é possível registrar o mesmo dispositivo duas vezes.
    .title = Chave de acesso já registrada para este dispositivo
    .cause = O dispositivo já tem uma chave de acesso desta conta.
    .remedy = Use a chave de acesso que você já tem ou adicione uma em outro dispositivo.
setup_failed = Não foi possível ativar este dispositivo para chaves de acesso. Se preferir, entre com sua senha por enquanto.
    .title = Falha ao registrar o dispositivo para chave de acesso
    .by_email = Não foi possível ativar este dispositivo para chaves de acesso. Se preferir, entre com seu e-mail por enquanto.
    .passkeys_only = Não foi possível ativar este dispositivo para chaves de acesso. Tente novamente ou use outro dispositivo.
    .cause = Não foi possível verificar ou armazenar a nova chave de acesso.
    .remedy = Tente novamente ou use outro dispositivo.
passkey_limit_reached = Você atingiu o número máximo de chaves de acesso. Use sua senha ou remova uma chave de acesso para adicionar outra.
    .title = Limite de chaves de acesso atingido
    .by_email = Você atingiu o número máximo de chaves de acesso. Use seu e-mail ou remova uma chave de acesso para adicionar outra.
    .passkeys_only = Você atingiu o número máximo de chaves de acesso. Remova uma para adicionar outra.
    .cause = A conta já tem o número máximo de chaves de acesso que a política permite.
    .remedy = Remova uma chave de acesso que você não usa mais.
session_expired = Sua sessão expirou; comece de novo para continuar.
    .title = Sessão expirada
    .cause = Passou tempo demais, ou a etapa foi iniciada em outro lugar ou já foi usada.
    .remedy = Comece de novo.
passkeys_not_supported = Seu navegador ou dispositivo não aceita chaves de acesso. Você pode continuar com sua senha ou usar outro dispositivo.
    .title = Chaves de acesso não aceitas
    .by_email = Seu navegador ou dispositivo não aceita chaves de acesso. Você pode continuar com seu e-mail ou usar outro dispositivo.
    .passkeys_only = Seu navegador ou dispositivo não aceita chaves de acesso. Use outro dispositivo ou uma versão atual do Chrome, Safari, Edge ou Firefox.
    .cause = O navegador não tem suporte a WebAuthn, ou falta ao dispositivo um algoritmo exigido.
    .remedy = Use uma versão atual do Chrome, Safari, Edge ou Firefox em um dispositivo compatível com chaves de acesso.
verification_incomplete = Algo neste dispositivo impediu a conclusão da verificação. Tente novamente; se continuar acontecendo, informe ao suporte a referência abaixo.
    .title = Não foi possível concluir a verificação
    .cause = Uma falha de hardware ou firmware, ou uma situação que não tem mensagem própria.
    .remedy = Tente novamente ou use outro dispositivo.
no_compatible_device = Não encontramos um dispositivo compatível com esta ação. Conecte um dispositivo compatível ou entre com outro método.
    .title = Nenhum dispositivo compatível encontrado
    .passkeys_only = Não encontramos um dispositivo compatível com esta ação. Conecte um dispositivo compatível e tente novamente.
    .cause = Nenhum dispositivo adequado estava conectado, ou o dispositivo não consegue guardar o tipo de chave de acesso solicitado.
    .remedy = Conecte outro dispositivo. As chaves de segurança precisam de um PIN e de espaço para chaves de acesso.
verification_failed = Não foi possível verificar sua identidade. Use outro método de entrada para acessar sua conta.
    .title = Falha na verificação
    .passkeys_only = Não foi possível verificar sua identidade. Tente novamente ou use outra chave de acesso.
    .cause = Não foi possível verificar a assinatura ou os dados que a acompanham.
    .remedy = Entre de outra forma.
key_without_pin = A chave não verificou que é você. Defina um PIN ou uma impressão digital para ela nas configurações do seu dispositivo ou navegador e tente novamente. Chaves mais antigas não têm essa opção: use outro dispositivo.
    .title = Sua chave de segurança não tem PIN
    .cause = Uma chave de segurança respondeu sem verificar seu usuário: ela não tem PIN nem impressão digital, ou é antiga demais para isso.
    .remedy = Defina um PIN na chave ou use outro dispositivo.
origin_not_related = Seu navegador não permite que este endereço use as chaves de acesso deste serviço. Abra o serviço no endereço habitual e tente novamente.
    .title = Chaves de acesso não funcionam neste endereço
    .cause = O endereço da página não está no domínio do Relying Party ID nem na lista do seu `/.well-known/webauthn`.
    .remedy = Abra o endereço habitual. Um administrador pode adicionar este aos endereços relacionados.
passkey_revoked = O fabricante da sua chave de segurança ou do seu dispositivo comunicou uma falha neste modelo, por isso ele não abre mais nenhuma conta aqui. Use outra chave de acesso, ou entre de outra forma e remova esta.
    .title = Esta chave de acesso não é mais confiável
    .cause = Os metadados FIDO indicam que o modelo da chave de acesso foi revogado ou comprometido, e aqui os fabricantes precisam se identificar.
    .passkeys_only = O fabricante da sua chave de segurança ou do seu dispositivo comunicou uma falha neste modelo, por isso ele não abre mais nenhuma conta aqui. Use outra chave de acesso ou fale com um administrador.
    .remedy = Use uma chave de acesso de outro modelo e remova esta.
identifier_taken = Escolha outro nome para se cadastrar.
    .title = Esse nome já está em uso
    .cause = Alguém já usa esse nome.
    .remedy = Escolha outro nome.
identifier_missing = Digite primeiro seu nome e depois continue.
    .title = Quem é você?
    .cause = Aqui o nome é solicitado antes da chave de acesso, e nenhum foi enviado.
    .remedy = Envie o identificador.
identifier_malformed = Um nome tem de 1 a 64 letras, dígitos, pontos, hifens ou sublinhados.
    .title = Esse nome não pode ser usado
    .cause = O nome contém caracteres não permitidos, é longo demais ou parece um endereço de e-mail.
    .remedy = Escolha outro nome.
name_malformed = Um nome tem de 1 a 64 caracteres em uma só linha.
    .title = Esse nome não pode ser usado
    .cause = O nome está vazio, é longo demais ou contém caracteres de controle.
    .remedy = Escolha outro nome.
registration_closed = Aqui, novos membros são adicionados por um administrador.
    .title = O cadastro está fechado
    .cause = Aqui, pessoas de fora não podem se cadastrar por conta própria.
    .remedy = Peça a um administrador que adicione você.
recent_authentication_required = Para sua segurança, use sua chave de acesso mais uma vez antes de mudar isto.
    .title = Confirme que é você
    .cause = A última confirmação é mais antiga do que a política permite (5 minutos, salvo configuração diferente), ou foi feita com um código quando é exigida uma chave de acesso.
    .remedy = Use sua chave de acesso novamente.
insufficient_user_authentication = Use sua chave de acesso mais uma vez para continuar.
    .title = Confirme que é você
    .remedy = Confirme sua identidade com uma chave de acesso e repita a solicitação com o novo token.
session_gone = Ela já terminou. A lista mostra as que restam.
    .title = Essa sessão terminou
    .remedy = Veja a lista novamente.
last_passkey = Sem ela, você não poderia mais entrar. Adicione primeiro outra chave de acesso e depois remova esta.
    .title = Esta é sua última chave de acesso
    .cause = A chave de acesso é a única forma de entrar que pode ser usada.
    .remedy = Adicione primeiro outra chave de acesso.
fewest_passkeys = Sua organização exige mais chaves de acesso do que restariam. Adicione primeiro outra chave de acesso e depois remova esta.
    .title = Você precisa desta chave de acesso
    .cause = A política define um número mínimo de chaves de acesso, e a conta não tem mais do que esse número.
    .remedy = Adicione primeiro outra chave de acesso.
factor_limit_reached = Sua conta já tem todas as formas de entrar que pode ter. Remova uma que você não usa mais e depois adicione esta.
    .title = Limite atingido
    .cause = A conta já tem, no total, tantas formas de entrar quantas as configurações permitem.
    .remedy = Remova primeiro uma delas.
method_not_allowed_here = Aqui os membros não podem entrar dessa forma.
    .title = Isso não é usado aqui
    .remedy = Use outra forma ou fale com um administrador.
totp_code_wrong = Digite os seis dígitos que seu aplicativo mostra agora. Se forem recusados de novo, verifique se seu telefone ajusta a hora automaticamente.
    .title = Esse código não está certo
    .remedy = Digite o código que aparece agora; configure a hora automática no telefone.
totp_gone = Ele já foi removido ou nunca foi configurado.
    .title = Não há aplicativo autenticador
    .remedy = Veja a lista novamente.
password_too_short = Use uma senha mais longa. Algumas palavras seguidas são fáceis de lembrar; não são necessários dígitos nem símbolos.
    .title = Essa senha é curta demais
    .remedy = Escolha uma mais longa.
password_too_long = Use no máximo 128 caracteres.
    .title = Essa senha é longa demais
    .remedy = Escolha uma mais curta.
password_common = Ela está entre as que os invasores tentam primeiro: senhas conhecidas, letras repetidas, sequências de teclas ou datas. Escolha uma em que ninguém mais pensaria.
    .title = Essa senha é fácil de adivinhar
    .remedy = Escolha outra, por exemplo, algumas palavras sem relação entre si.
password_of_names = Ela é pouco mais que seu próprio nome ou endereço, ou o nome deste serviço. Escolha uma que ninguém que conhece você tentaria.
    .title = Essa senha é feita de nomes
    .remedy = Escolha outra, por exemplo, algumas palavras sem relação entre si.
password_not_set = Ela já foi removida ou nunca foi definida.
    .title = Não há senha
    .remedy = Não há mais nada a fazer.
last_way_in = Sem ela, você não poderia mais entrar. Adicione primeiro uma chave de acesso e depois remova esta.
    .title = Esta é sua última forma de entrar
    .remedy = Adicione primeiro uma chave de acesso.
passkey_gone = Ela já foi removida. A lista mostra as que restam.
    .title = Essa chave de acesso não existe mais
    .cause = A chave de acesso foi removida nesse meio-tempo ou nunca pertenceu a esta conta.
    .remedy = Veja a lista novamente.
setup_link_invalid = Ele já foi usado ou tem mais de uma hora. Gere um novo no servidor com: keystead setup --again
    .title = Este link de configuração não funciona mais
    .remedy = Execute `keystead setup --again` no servidor.
code_wrong = Compare-o com a última mensagem e digite-o onde você o pediu, ou peça um novo.
    .title = Esse código não está certo
    .remedy = Digite o código da última mensagem no navegador em que você o pediu. Se isso não resolver, peça um novo código.
link_gone = Ele já foi usado ou é antigo demais. Peça um novo.
    .title = Este link não vale mais
    .remedy = Peça um novo link.
address_gone = Ele já foi removido.
    .title = Esse endereço não está aqui
    .remedy = Veja a lista novamente.
invitation_gone = Ele já foi aceito, foi cancelado ou é antigo demais. Peça outro a quem convidou você.
    .title = Este convite não vale mais
    .remedy = Peça um novo convite.
recovery_gone = A recuperação já foi interrompida, já terminou ou é antiga demais.
    .title = Não há nada para interromper
    .remedy = Verifique a conta.
role_unknown = Verifique o nome dela.
    .title = Essa função não existe
    .remedy = Consulte a lista de funções.
address_limit = Remova um primeiro.
    .title = É um endereço a mais
    .remedy = Remova um endereço que não é mais usado.
address_malformed = Informe um endereço de e-mail, como ada@example.com, ou um número de telefone que comece com + e o código do país.
    .title = Esse endereço não pode ser usado
    .remedy = Verifique o endereço. Um domínio com outros caracteres é escrito assim: xn--….
single_sign_on_unavailable = Não conseguimos contato com ela agora. Tente novamente em instantes ou entre de outra forma.
    .title = A página de entrada da sua organização não responde
    .remedy = Se continuar assim, informe ao suporte a referência abaixo.
single_sign_on_failed = A resposta recebida não era confiável, por isso ninguém entrou. Tente novamente ou entre de outra forma.
    .title = Essa tentativa de entrar não funcionou
    .remedy = Comece de novo; se continuar assim, informe ao suporte a referência abaixo.
single_sign_on_cancelled = Você voltou sem entrar. Tente novamente quando quiser ou entre de outra forma.
    .title = Entrada cancelada
    .remedy = Comece de novo.
address_not_confirmed_by_provider = O outro serviço não confirmou nenhum endereço de e-mail seu, e nenhuma conta daqui está vinculada a ele. Entre de outra forma e faça a vinculação na sua página de segurança.
    .title = Não dá para saber de quem é esta conta
    .remedy = Entre de outra forma e depois vincule a conta.
not_a_member = Você provou quem é, mas ninguém adicionou você aqui. Fale com um administrador.
    .title = Você ainda não tem uma conta aqui
    .remedy = Peça a um administrador que adicione você.
linked_elsewhere = Ela abre outra conta daqui. Remova primeiro o vínculo lá ou vincule outra conta.
    .title = Essa conta já está vinculada
    .remedy = Vincule outra conta.
linked_account_gone = Ele já foi removido. A lista mostra os que restam.
    .title = Esse vínculo não existe mais
    .remedy = Veja a lista novamente.
not_signed_in = Entre para continuar.
    .title = Você não entrou na sua conta
    .remedy = Entre.
not_permitted = A sua função não o permite. Fale com um proprietário desta instalação.
    .title = Não pode fazer isso
    .remedy = Peça a um proprietário que o faça, ou outra função.
administrator_already = Altere a função que essa pessoa já tem.
    .title = Esse membro já é administrador
    .remedy = Altere essa função.
two_persons = Um passe de acesso ou um link para criar uma chave de acesso abre a conta, por isso aqui ninguém o entrega sozinho. Uma pessoa o solicita e outra o confirma em até uma hora.
    .title = São necessárias duas pessoas
    .remedy = Solicite-o na página do membro e peça a outro administrador que o confirme lá.
access_pass_lately = Quem teve o passe de acesso pode ter uma chave de acesso própria nesta conta. Doze dias após a entrega ou o último uso do passe, o membro poderá ser nomeado.
    .title = Este membro teve um passe de acesso há pouco tempo
    .remedy = Espere passarem doze dias ou escolha outro membro.
pass_request_gone = Nenhuma solicitação espera por este passe de acesso: ela foi confirmada ou retirada, ou passou uma hora.
    .title = Essa solicitação não existe mais
    .remedy = Solicite o passe de acesso novamente.
administrator_without_passkey = Quem trabalha na administração entra com uma chave de acesso. Peça que adicione uma primeiro.
    .title = Esse membro não tem chave de acesso
    .remedy = Peça que adicione uma chave de acesso e nomeie-o depois.
last_owner = Alguém tem de poder fazer tudo aqui. Primeiro, torne proprietário outro administrador que tenha uma chave de acesso que funcione.
    .title = É o último proprietário
    .remedy = Nomeie primeiro outro proprietário.
setting_refused = Um dos campos contém um valor que não é possível.
    .title = Não é possível guardar
    .remedy = Corrija esse campo.
confirmation_needed = Leia o que daí resulta e confirme que é isso que pretende.
    .title = Isto tem consequências
    .remedy = Envie o mesmo novamente, com o conteúdo de `details.confirm` em `confirmed`.
changed_since = Outra pessoa guardou isto desde que o abriu. Veja-o novamente antes de o alterar.
    .title = Outra pessoa alterou isto
    .remedy = Leia novamente as definições e altere essas.
not_found = Nenhuma página tem este endereço.
    .title = Não há nada aqui
    .remedy = Verifique o endereço ou volte para a página anterior.
method_not_allowed = Este endereço não aceita esse tipo de solicitação.
    .title = Isso não é possível aqui
    .remedy = Consulte /openapi.json.
too_many_requests = Sua rede enviou mais solicitações do que este servidor atende. Aguarde { $wait } e tente novamente.
    .title = Solicitações demais
    .remedy = Aguarde o tempo que `Retry-After` indica.
wait = Houve muitas tentativas erradas. Aguarde { $wait } e tente novamente.
    .title = Aguarde um pouco
    .cause = Houve várias tentativas erradas seguidas. A espera aumenta a cada uma.
    .remedy = Aguarde o tempo que `Retry-After` indica ou entre de outra forma.
method_stopped = Houve muitas tentativas erradas com este método. Entre de outra forma ou fale com um administrador.
    .title = Esta forma de entrar está desativada
    .cause = Houve cinquenta tentativas erradas seguidas com este método.
    .remedy = Entre de outra forma e configure esta de novo, ou peça a um administrador que volte a permiti-la.
device_gone = Ele já deixou de ser lembrado. A lista mostra os que restam.
    .title = Esse navegador não está mais na lista
    .remedy = Veja a lista novamente.
account_held = Sua conta acabou de ser recuperada e não havia outro endereço para avisar você. Até que se passe um dia, as chaves de acesso e os endereços não podem ser removidos nem alterados.
    .title = Isto precisa esperar um dia
    .remedy = Tente novamente depois de um dia. Adicionar uma chave de acesso é possível já agora.
access_pass_again = Este membro já teve um passe de acesso temporário ou um link de registro e, desde então, não entrou por outro meio.
    .title = Não duas vezes seguidas
    .remedy = Peça ao membro que entre primeiro com outro método ou recupere a conta.
member_gone = Ninguém que possa entrar aqui tem esse nome.
    .title = Esse membro não existe
    .remedy = Verifique o nome.
notice_gone = Ele já foi visto.
    .title = Esse aviso não está mais aqui
    .remedy = Veja a lista novamente.
reports_full = Há mais relatos à espera do que o suporte pode aceitar agora, por isso o seu não foi guardado. Fale diretamente com o suporte e informe a referência.
    .title = Não foi possível aceitar o seu relato
    .remedy = Fale diretamente com o suporte ou envie o relato de novo mais tarde.
malformed_request = Não é o JSON documentado para este endereço.
    .title = Não foi possível ler a solicitação
    .remedy = Consulte /openapi.json.
extension_not_allowed = As configurações deste serviço não permitem que os aplicativos a usem.
    .title = Essa extensão não está ativada
    .remedy = Omita-a ou peça a um administrador que a ative.
too_large = Envie menos de 64 KiB.
    .title = A solicitação é grande demais
    .remedy = Envie menos dados.
unsupported_media_type = Envie JSON com Content-Type application/json.
    .title = A solicitação é do tipo errado
    .remedy = Defina o Content-Type.
sign_in_elsewhere = A sua organização pede mais um passo que este site não pode mostrar. Inicie sessão na página de início de sessão da sua organização.
    .title = É necessário mais um passo
    .cause = As regras exigem mais do que uma chave de acesso, e a entrada acontece na página de outro site.
    .remedy = Inicie sessão na página de início de sessão da sua organização.
exchange_refused = Inicie sessão novamente na página onde começou.
    .title = Não é possível continuar este início de sessão
    .remedy = Inicie sessão novamente.
cross_site = Abra esta página diretamente e tente novamente.
    .title = A solicitação veio de outro site
    .remedy = Abra a página diretamente.
proof_wrong = O que você digitou não está certo ou não vale mais. Tente novamente ou entre de outra forma.
    .title = Isso não funcionou
    .passkeys_only = O que você digitou não está certo ou não vale mais. Tente novamente.
    .remedy = Tente novamente, peça um novo código ou entre de outra forma.
no_method = Sua organização exige uma forma de entrar que sua conta não tem. Peça a um administrador um passe de acesso temporário: com ele você entra de novo.
    .title = Não há nenhuma forma de entrar permitida aqui
    .remedy = Um administrador pode dar um passe de acesso temporário ou mudar a política.
internal_error = A culpa não é sua. Tente novamente; se continuar acontecendo, informe ao suporte a referência abaixo.
    .title = Algo deu errado
    .remedy = Tente novamente mais tarde.
unavailable = Tente novamente em instantes.
    .title = O servidor está ocupado
    .remedy = Se continuar assim, informe ao suporte a referência abaixo.
