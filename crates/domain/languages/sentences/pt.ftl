# Whole sentences that leave the pages: messages, news of an account, and rules in plain words.

## What several messages share

foot = { $tenant }. Esta mensagem foi enviada automaticamente; ninguém lê as respostas.
colon = :
when = Data
from = Endereço IP
with = Navegador
secret = Nunca conte este código a ninguém, nem mesmo a alguém de { $tenant }.
secret_short = Nunca conte este código a ninguém.
once = Ele funciona uma só vez, por { $minutes ->
    [one] { $minutes } minuto
   *[other] { $minutes } minutos
}.
same_browser = Use este link no navegador em que você o pediu:
look_now = Se não foi você, confira sua conta agora.
not_you = Se não foi você, entre na sua conta, remova o que não é seu e encerre todas as sessões. Se não conseguir entrar, escreva para { $tenant }.
account_button = Ver sua conta
sign_in_button = Entrar
an_administrator = Um administrador

## Messages: the subject, then lines in order; what is missing in one leaves it out

sign_in_code = Seu código para entrar em { $tenant }
    .lead_1 = Digite este código onde você está entrando:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = Se você não está entrando agora, alguém digitou seu endereço, talvez por engano. Sem o código, essa pessoa fica de fora.
    .phone_1 = { $code } é seu código para entrar em { $tenant }.
    .phone_2 = { secret_short }
sign_in_link = Entre em { $tenant }
    .lead_1 = { same_browser }
    .button = { sign_in_button }
    .small_1 = { once }
    .small_2 = Se você não está entrando agora, alguém digitou seu endereço, talvez por engano. Nesse caso, não use o link.
    .phone_1 = Entre em { $tenant }: { $link }
sign_up_code = Seu código para se cadastrar em { $tenant }
    .lead_1 = Digite este código para continuar com sua nova conta:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = Se você não pediu uma conta, não precisa fazer nada: sem o código, nenhuma conta é criada.
    .phone_1 = { $code } é seu código para se cadastrar em { $tenant }.
    .phone_2 = { secret_short }
step_up_code = Confirme sua identidade em { $tenant }
    .lead_1 = Digite este código para continuar o que você está fazendo:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = Se você não está alterando nada agora, outra pessoa está usando sua conta. Entre e encerre todas as sessões.
    .phone_1 = { $code } confirma sua identidade em { $tenant }.
    .phone_2 = { secret_short }
enrolment_code = Adicione uma chave de acesso em { $tenant }
    .lead_1 = Digite este código para adicionar uma chave de acesso à sua conta:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = Se você não está adicionando uma chave de acesso agora, não compartilhe o código e avise { $tenant }.
    .phone_1 = { $code } adiciona uma chave de acesso à sua conta em { $tenant }.
    .phone_2 = { secret_short }
recovery_code = Seu código de recuperação para { $tenant }
    .lead_1 = Digite este código para recuperar o acesso à sua conta:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = Se você não o pediu, alguém está tentando entrar na sua conta. Sem o código, essa pessoa fica de fora.
    .phone_1 = { $code } é seu código de recuperação para { $tenant }.
    .phone_2 = { secret_short }
recovery_link = Recupere o acesso à sua conta em { $tenant }
    .lead_1 = { same_browser }
    .button = Recuperar sua conta
    .small_1 = { once }
    .small_2 = Se você não o pediu, alguém está tentando entrar na sua conta. Não use o link nem o mostre a ninguém.
    .phone_1 = Recupere o acesso à sua conta em { $tenant }: { $link }
verify_address = Confirme seu endereço para { $tenant }
    .lead_1 = Digite este código para confirmar que este endereço é seu:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = Se você não o pediu, não precisa fazer nada: sem o código, o endereço não é usado.
    .phone_1 = { $code } confirma este número para { $tenant }.
    .phone_2 = { secret_short }
invitation = Você recebeu um convite para { $tenant }
    .lead_1 = { $inviter } convidou você para { $tenant }.
    .lead_2 = Aceite o convite para criar sua conta:
    .button = Aceitar o convite
    .small_1 = Ele funciona uma só vez, até { $until }.
    .small_2 = Se você não conhece { $tenant }, não use o link: sem ele, nenhuma conta é criada.
    .phone_1 = Você recebeu um convite para { $tenant }: { $link }
enrolment_link = Crie sua chave de acesso para { $tenant }
    .lead_1 = Um administrador de { $tenant } envia este link para você. Com ele você cria uma chave de acesso, com a qual entra a partir de então.
    .button = Criar uma chave de acesso
    .small_1 = Ele funciona uma só vez, até { $until }.
    .small_2 = Não o mostre a ninguém: quem o tiver entra na sua conta. Se você não o espera, não o use e pergunte a { $tenant }.
    .phone_1 = Crie sua chave de acesso para { $tenant }: { $link }
approval_asked = Sua aprovação foi pedida em { $tenant }
    .lead_1 = { $name } pede que você aprove algo em { $tenant }. Lá você vê do que se trata e responde:
    .button = Ler e responder
    .small_1 = Você pode responder até { $until }.
    .small_2 = Se você não espera por isso, recuse lá.
    .phone_1 = { $name } pede sua aprovação em { $tenant }: { $link }
address_changed = Seu endereço em { $tenant } foi alterado
    .lead_1 = { $what }
    .lead_2 = As mensagens sobre sua conta talvez não cheguem mais aqui.
    .button = { account_button }
    .small_1 = { not_you }
    .phone_1 = Seu endereço em { $tenant } foi alterado.
    .phone_2 = { $what }
    .phone_3 = { look_now }
factor_changed = Sua forma de entrar em { $tenant } foi alterada
    .lead_1 = { $what }
    .button = { account_button }
    .small_1 = { not_you }
    .phone_1 = Sua forma de entrar em { $tenant } foi alterada.
    .phone_2 = { $what }
    .phone_3 = { look_now }
recovered = Sua conta em { $tenant } foi recuperada
    .lead_1 = Alguém recuperou o acesso à sua conta sem usar a forma habitual de entrar.
    .lead_2 = { $what }
    .button = { account_button }
    .small_1 = { not_you }
    .phone_1 = Sua conta em { $tenant } foi recuperada.
    .phone_2 = { look_now }
recovery_waits = Alguém está pedindo para recuperar o acesso à sua conta em { $tenant }
    .lead_1 = Se for você, basta esperar.
    .lead_2 = Você poderá continuar de { $until } até { $end }.
    .lead_3 = Se não for você, interrompa a recuperação:
    .button = Interromper a recuperação
    .small_1 = Nada mais muda na sua conta. Entrar com sua chave de acesso também interrompe a recuperação.
    .phone_1 = Alguém está pedindo para recuperar o acesso à sua conta em { $tenant }. Se não for você, interrompa a recuperação: { $link }
new_sign_in = Entrada em { $tenant } com um novo dispositivo
    .lead_1 = Alguém entrou na sua conta com um navegador que ainda não conhecíamos.
    .button = { account_button }
    .small_1 = Se foi você, não precisa fazer nada.
    .small_2 = { not_you }
    .phone_1 = Sua conta em { $tenant } foi usada em um novo dispositivo.
    .phone_2 = { look_now }
already_a_member = Você já tem uma conta em { $tenant }
    .lead_1 = Alguém tentou criar uma conta com este endereço, mas ele já tem uma. Entre para usá-la:
    .button = { sign_in_button }
    .small_1 = Se não foi você, não precisa fazer nada: sua conta continua como estava.
    .phone_1 = Você já tem uma conta em { $tenant }: { $link }
announcement = As chaves de acesso em { $tenant }
    .lead_1 = { $text }
    .lead_2 = A partir de { $starts } será pedido mais ao iniciar sessão. Prepare-se antes disso.
    .button = Abrir as suas chaves de acesso
    .small_1 = Passo a passo: { $guide }
    .small_2 = Você recebe esta mensagem porque é membro de { $tenant }.
    .phone_1 = As chaves de acesso em { $tenant }: { $link }
announcement_sample = Agora você pode adicionar uma chave de acesso para entrar mais rápido e com mais segurança. Uma chave de acesso usa a forma como você desbloqueia o dispositivo, como Face ID, impressão digital, Windows Hello, código ou PIN. A sua senha continua funcionando como reserva.
change_refused = Uma alteração em { $tenant } não foi feita
    .lead_1 = Uma alteração de { $name } tinha data e não foi feita quando ela chegou.
    .lead_2 = { $detail }
    .button = Ver o que tem data
    .small_1 = Você recebe esta mensagem porque pode alterar estas configurações.
    .phone_1 = Uma alteração de { $name } não foi feita.
webhook_off = Um webhook em { $tenant } foi desativado
    .lead_1 = O webhook { $name } não é mais informado de nada: foi desativado automaticamente.
    .lead_2 = { $detail }
    .button = Ver o webhook
    .small_1 = Você recebe esta mensagem porque pode alterar estas configurações.
    .phone_1 = O webhook { $name } foi desativado.
alarm_raised = Um alarme em { $tenant }
    .lead_1 = { $what } ({ $name })
    .lead_2 = { $detail }
    .button = Ver o estado do grupo
    .small_1 = O seu endereço está entre os que recebem os alarmes deste grupo.
    .phone_1 = { $what } ({ $name })
alarm_cleared = Um alarme em { $tenant } terminou
    .lead_1 = Terminou: { $what } ({ $name })
    .button = Ver o estado do grupo
    .small_1 = O seu endereço está entre os que recebem os alarmes deste grupo.
    .phone_1 = Terminou: { $what } ({ $name })
test = Mensagem de teste
    .lead_1 = As mensagens desta instalação chegam aqui. Quem enviou esta viu o mesmo código:
    .phone_1 = As mensagens desta instalação chegam aqui: { $code }

## News of an account

news_passkey_added = Uma chave de acesso foi adicionada à sua conta.
news_passkey_removed = Uma chave de acesso foi removida da sua conta.
news_passkey_confirmed = Uma chave de acesso que tinha sido deixada de lado voltou a ser usada.
news_passkey_set_aside = Uma chave de acesso da sua conta foi deixada de lado. Ela não funciona até ser confirmada.
news_passkeys_replaced = Suas chaves de acesso foram deixadas de lado e deram lugar a uma nova. Elas não funcionam até você confirmá-las.
news_recovered = Sua conta foi recuperada e tem uma nova forma de entrar.
news_recovered_passkeys_aside = Sua conta foi recuperada e tem uma nova forma de entrar. As chaves de acesso antigas não funcionam até você confirmá-las.
news_access_pass_issued = Um administrador deu a você um passe de acesso temporário.
news_enrolment_link_sent = Um administrador enviou a você um link para criar uma chave de acesso.
news_passkey_added_for_you = Um administrador criou uma chave de acesso para a sua conta.
news_rescued = Alguém no servidor devolveu o acesso a um administrador. Se ninguém lhe disse porquê, consulte o registo.
news_password_set = Sua conta tem uma nova senha.
news_password_removed = A senha da sua conta foi removida.
news_password_stopped = Houve muitas tentativas com senha errada. Sua senha está desativada até você definir uma nova.
news_password_stopped_elsewhere = Houve muitas tentativas com senha errada. Sua senha está desativada em navegadores com os quais você nunca entrou.
news_app_added = Um aplicativo autenticador foi adicionado à sua conta.
news_app_removed = O aplicativo autenticador foi removido da sua conta.
news_app_stopped = Houve muitas tentativas com código errado. Seu aplicativo autenticador está desativado até você configurá-lo de novo.
news_app_stopped_elsewhere = Houve muitas tentativas com código errado. Seu aplicativo autenticador está desativado em navegadores com os quais você nunca entrou.
news_recovery_codes_made = Novos códigos de recuperação foram criados para sua conta.
news_address_added = Um endereço foi adicionado à sua conta.
news_address_removed = Um endereço foi removido da sua conta.
news_account_linked = Uma conta em outro provedor foi vinculada à sua. A partir de agora, você pode entrar com ela.
news_account_unlinked = Uma conta em outro provedor não abre mais a sua.

## Rules, for "why was I asked?": who made it, then what it does

who_installation = Este serviço
who_pool = Sua organização
who_role = Sua função { $name }
who_group = Seu grupo { $name }
rule_passkey_required = { $who } exige uma chave de acesso.
rule_passkey_optional = { $who } deixa você escolher se usa ou não uma chave de acesso.
rule_passkey_off = { $who } não usa chaves de acesso.
rule_required_from = { $who } exige uma chave de acesso a partir de { $value }.
rule_grace_sign_ins = { $count ->
    [1] { $who } permite que você entre mais uma vez antes de precisar de uma chave de acesso.
   *[other] { $who } permite que você entre mais { $count } vezes antes de precisar de uma chave de acesso.
}
rule_passkey_after_magic_link = { $who } exige uma chave de acesso de quem entra com um link mágico.
rule_passkey_after_magic_link_off = { $who } não pede mais nada a quem entra com um link mágico.
rule_least_passkeys = { $count ->
    [one] { $who } exige pelo menos { $count } chave de acesso.
   *[other] { $who } exige pelo menos { $count } chaves de acesso.
}
rule_most_passkeys = { $count ->
    [one] { $who } permite { $count } chave de acesso.
   *[other] { $who } permite até { $count } chaves de acesso.
}
rule_fallback_single = { $who } permite que você entre com um só fator.
rule_fallback_multi = { $who } exige dois fatores para entrar sem chave de acesso.
rule_fallback_phishing_resistant = { $who } exige uma chave de acesso para entrar.
rule_device_bound_only = { $who } exige uma chave de acesso que não possa sair do dispositivo.
rule_device_bound_only_off = { $who } aceita chaves de acesso sincronizadas.
rule_renew_passkeys_before = { $who } exige que as chaves de acesso criadas antes de { $value } sejam refeitas.
rule_idle_minutes = { $count ->
    [one] { $who } encerra sua sessão após { $count } minuto de inatividade.
   *[other] { $who } encerra sua sessão após { $count } minutos de inatividade.
}
rule_idle_minutes_off = { $who } não encerra sua sessão por inatividade.
rule_warning_seconds = { $count ->
    [one] { $who } avisa você { $count } segundo antes de encerrar sua sessão.
   *[other] { $who } avisa você { $count } segundos antes de encerrar sua sessão.
}
rule_session_minutes = { $who } encerra toda sessão algum tempo depois da entrada.
rule_step_up_minutes = { $count ->
    [one] { $who } pede que você confirme sua identidade quando a última vez foi há mais de { $count } minuto.
   *[other] { $who } pede que você confirme sua identidade quando a última vez foi há mais de { $count } minutos.
}
rule_step_up_for = { $who } pede que você confirme sua identidade antes de ações sensíveis.
rule_step_up_for_off = { $who } nunca pede que você confirme sua identidade de novo.
rule_remember_device_days = { $count ->
    [one] { $who } permite que um dispositivo seja lembrado por { $count } dia.
   *[other] { $who } permite que um dispositivo seja lembrado por { $count } dias.
}
rule_remember_device_days_off = { $who } não permite que dispositivos sejam lembrados.
rule_recovery_wait_hours = { $count ->
    [one] { $who } faz uma recuperação por e-mail esperar { $count } hora.
   *[other] { $who } faz uma recuperação por e-mail esperar { $count } horas.
}
rule_recovery_wait_hours_off = { $who } deixa uma recuperação por e-mail continuar imediatamente.
rule_two_persons_for_access_pass = { $who } exige dois administradores para emitir passes de acesso e links para criar uma chave de acesso.
rule_two_persons_for_access_pass_off = { $who } deixa um só administrador emitir passes de acesso e links para criar uma chave de acesso.
rule_suggest_passkey = { $who } sugere uma chave de acesso depois da entrada.
rule_suggest_passkey_off = { $who } não sugere chaves de acesso.
rule_quiet_upgrade = { $who } permite que seu navegador salve uma chave de acesso depois da entrada com senha.
rule_quiet_upgrade_off = { $who } não salva nenhuma chave de acesso que você não tenha pedido.
rule_later_sign_ins = { $count ->
    [one] { $who } repete a sugestão depois de { $count } entrada.
   *[other] { $who } repete a sugestão depois de { $count } entradas.
}
rule_later_days = { $count ->
    [one] { $who } repete a sugestão depois de { $count } dia.
   *[other] { $who } repete a sugestão depois de { $count } dias.
}
rule_other = { $who } tem uma regra sobre isto.

## Headings of the errors that members meet

errors_authentication = Erros ao entrar com uma chave de acesso
errors_registration = Erros ao registrar uma chave de acesso
errors_both = Erros ao entrar com uma chave de acesso ou ao registrá-la
