## In the script

reference = お問い合わせ番号
report = サポートに知らせる
browser_says = ブラウザからの情報
copy = コピー
copied = コピーしました
working = パスキーの確認を待っています…
identifier_missing = 先にユーザー名を入力してください。
organisation_missing = 組織の名前を入力してください。
name_missing = 名前を入力してください。
unsupported_title = このブラウザではパスキーを使えません
unsupported = パスキーに対応したデバイスで、最新版のChrome、Safari、Edge、Firefoxのいずれかをお使いください。
insecure = ブラウザでパスキーを使えるのは、安全なアドレスだけです。このページをhttpsで開いてください。
not_reached_title = サーバーに接続できませんでした
not_reached = 接続を確認して、もう一度お試しください。まだ何も変更されていません。

## What an error offers

action_retry = もう一度試す
action_other_passkey = 別のパスキーを使う
action_password = パスワードを使う
action_other_method = 別の方法でサインイン
action_later = 後で設定する
action_restart = 最初からやり直す
action_sign_in = サインイン
action_manage_passkeys = パスキーを表示

## What has happened

signed_out = サインアウトしました。
welcome = Keysteadの設定が完了しました。メンバーは{ $address }でサインインします。
signing_in = サインインしています…
signing_up = アカウントを作成しています…
setting_up = 設定しています…
enabled = 有効
not_set_up = 未設定
synced = 同期済み
device_bound = デバイス固定
add_title = 別のパスキーを追加
add_first_title = 最初のパスキーを追加
added_notice = パスキーを追加しました。
renamed_notice = 名前を保存しました。
deleted_notice = パスキーを削除しました。
backup_title = 予備のパスキーを追加

## Why one cannot be deleted

last_passkey = これが最後のパスキーです。別のパスキーを追加してから削除してください。
fewest_passkeys = 組織の定めにより、今お持ちの数のパスキーが必要です。別のパスキーを追加してから削除してください。

## On several pages

username = ユーザー名
email_or_username = メールアドレスまたはユーザー名
email_or_username_missing = 先にメールアドレスまたはユーザー名を入力してください。
email = メールアドレス
email_missing = 先にメールアドレスを入力してください。
phone = 電話番号
phone_missing = 先に電話番号を入力してください。
email_or_phone = メールアドレスまたは電話番号
email_or_phone_missing = 先にメールアドレスまたは電話番号を入力してください。
phone_or_username = 電話番号またはユーザー名
phone_or_username_missing = 先に電話番号またはユーザー名を入力してください。
any_name = メールアドレス、電話番号またはユーザー名
any_name_missing = 先にメールアドレス、電話番号またはユーザー名を入力してください。
username_rule = 文字、数字、ピリオド、ハイフン、アンダースコアを使えます。
username_hint = 入力は不要です。パスキーでどなたか分かります。
display_name = 表示名
optional = 任意
optional_field = { $label }（任意）
cancel = キャンセル
continue_with_passkey = パスキーで続行
use_before = 以前のパスキーを使う
create_passkey = パスキーを作成
no_script = パスキーを使うにはJavaScriptが必要です。このページで有効にしてから、再読み込みしてください。
skip_to_content = 本文へ移動

## Sign-in

sign_in = サインイン
sign_in_lead = 指紋、顔、画面ロック、またはセキュリティキーでロックを解除してください。
no_account = 初めてご利用ですか？
links_gave_way = SSOが有効なため、マジックリンクは使えません。組織のSSOの復旧手順に従うか、管理者にお問い合わせください。
ended_idle = しばらく操作がなかったため、サインアウトしました。

## Joining with an address

join_address = メールアドレス
join_phone = 電話番号
join_address_or_phone = メールアドレスまたは電話番号
join_phone_hint = 電話番号は+と国番号から始めてください。
join_send = コードを送信
join_sent = メッセージを送信しています。届いたコードをここに入力してください。コードは数分間有効です。
join_other = 別の連絡先を使う
join_make = 連絡先を確認できました。次に、アカウントを作成してください。
join_make_account = アカウントを作成
new_password = 新しいパスワード
join_or_name = またはユーザー名を選ぶ
invitation_title = 招待が届いています
invitation_lead = この連絡先でアカウントを作成してください。
invitation_take = 招待を受ける
invitation_gone_title = この招待は無効です
invitation_gone_lead = すでに承諾されたか、取り消されたか、期限が切れています。招待した方に、新しい招待を依頼してください。
enrolment_link_title = パスキーを作成してください
enrolment_link_lead = 管理者がこのリンクを次の宛先に送信しました:

## An account at a provider

offer_title = このアカウントをリンク:
offer_lead = このアカウントのアドレスは、こちらに登録済みのアカウントのものです。「はい」を選んでからサインインすると、今後はこれでそのアカウントにサインインできます。
offer_newcomer = 「はい」を選ぶと、こちらで作成するアカウントに、今後はこれでサインインできます。
offer_yes = はい、リンクします
offer_no = いいえ

## Recovery

recovery_title = サインインできませんか？
recovery_lead = サインインに使う名前を入力してください。続いて別の方法でご本人であることを確認し、新しいサインイン方法を設定します。
new_password_title = 新しいパスワードを設定
end_other_sessions = ほかのすべての場所でサインアウトする
stop_title = 復旧を中止しますか？
stop_lead = あなたのアカウントを復旧しようとしている人がいます。ご本人でない場合は、中止してください。アカウントのほかの部分は何も変わりません。
stop_recovery = 復旧を中止
stopped_title = 復旧を中止しました
stopped_lead = 相手が続けるには最初からやり直す必要があり、その場合は再びお知らせします。相手にメールを読まれているおそれがある場合は、メールボックスのパスワードを変更してください。
stop_gone_title = 中止するものはありません
stop_gone_lead = 復旧はすでに中止されたか、完了したか、期限が切れています。
recovery_waits = メッセージを使ってアカウントを復旧しようとしている人がいます。誰も中止しなければ、{ $time }以降に先へ進めるようになります。
wait_title = 後でもう一度お越しください
wait_lead = 気づかないうちにアカウントを乗っ取られることがないよう、復旧には待ち時間があります。アカウントのすべての連絡先にメッセージを送信しました。誰も中止しなければ、{ $time }から{ $end }までの間に、もう一度復旧を始めてください。パスキーでサインインすると、復旧は終了します。
quarantined = 使用停止中：ご確認いただくまで使われません
other_address = 別のアドレス用：
confirm_passkey = 自分のものです
replace_lead = 古いデバイスを紛失した場合や、ほかの人が持っているおそれがある場合は、そのパスキーの使用を停止してください。ご確認いただくまで、だれにも使えません。
replace_passkeys = ほかのパスキーを停止
notice_seen = 確認しました
account_held = 1日が経過するまで、パスキーや連絡先の削除や変更はできません。

## The steps of a journey

other_ways = ほかのサインイン方法
other_way = 別の方法でサインイン
continue_with = 次で続行:
go_on = 続行
not_you = ご本人ではありませんか？
first_lead = ご本人であることを確認してください。
second_title = あと1ステップです
password_lead = パスワードを入力してください。
magic_link_lead = メールアドレスにリンクを送信します。タップするだけでサインインできます。
email_code_lead = メールアドレスにコードを送信します。
sms_code_lead = 電話にSMSでコードを送信します。
totp_lead = 認証アプリを開き、表示されたコードを入力してください。
recovery_code_lead = 保存しておいたコードのいずれかを入力してください。各コードは1回だけ使えます。
single_sign_on_lead = 組織のページでサインインすると、その後ここに戻ります。
access_pass_lead = 管理者から受け取ったパスを入力してください。
code_of_link = 別のデバイスに表示されたコード
code_of_link_hint = 別のデバイスでリンクを開いた場合だけです。そこにコードが表示されます。
remember = このブラウザを{ $days }日間記憶する
remember_hint = その間、このブラウザでは第2要素を求められません。ご自分のデバイスでのみ選んでください。
password = パスワード
code = コード
send_again = もう一度送信
send_again_hint = 1分後に再送信できます。1時間に送信できるのは数回までです。
sent_by_mail = その名前のアカウントがある場合は、メッセージをお送りしています。コードは数分間有効です。
sent_second_mail = メッセージをお送りしています。届かない場合は、1分後にもう一度送信してください。
sent_second_phone = SMSをお送りしています。届かない場合は、1分後にもう一度送信してください。
sent_link = その名前のアカウントがある場合は、メッセージをお送りしています。届いたリンクをこのブラウザで開いてください。
sent_to_phone = その名前のアカウントがある場合は、SMSをお送りしています。コードは数分間有効です。
method_passkey = パスキー
method_password = パスワードを使う
method_magic_link = サインイン用リンクをメールで受け取る
method_email_code = コードをメールで受け取る
method_sms_code = コードをSMSで受け取る
method_totp = 認証アプリ
method_recovery_code = 復旧コード
method_single_sign_on = シングルサインオン
method_access_pass = 一時アクセスパス
link_title = このリンクでサインイン
link_lead = あと1回タップすると、ここでサインインできます。
link_recovery_title = アカウントを復旧
link_recovery_lead = あと1回タップすると、ここで復旧を続けられます。
recovery_link_lead = メールアドレスにリンクを送信します。そのリンクからアカウントを復旧できます。
link_elsewhere_title = このリンクは別のデバイスで要求しましたか？
link_elsewhere_lead = リンクでサインインできるのは、要求したブラウザだけです。そこで入力するコードを、このデバイスに表示できます。
link_show_code = コードを表示
link_not_asked = お心当たりがない場合は、このページを閉じてください。コードは誰にも教えないでください。
link_code_title = サインイン中の画面でこのコードを入力してください
link_code_lead = 数分間だけ、リンクを要求したブラウザでのみ有効です。
link_gone_title = このリンクは使えなくなりました
link_gone_lead = すでに使われたか、期限が切れています。新しいリンクを要求してください。
new_app_title = 認証アプリを設定
new_app_show = QRコードを表示
new_app_show_again = 新しいQRコードを表示
new_app_scan = 認証アプリで読み取り、表示されたコードを入力してください。QRコードが表示されるのは1回だけです。
new_app_picture = 認証アプリ用のQRコード
new_app_letters = または、アプリに次のキーを入力:
new_app_open = このデバイスのアプリで開く
held_title = 続けるにはパスキーを追加してください
held_required = 組織でパスキーが必須となっています。追加するとサインインできます。
held_more = 組織の定めにより、パスキーがもう1つ必要です。追加するとサインインできます。
held_after_link = 組織の定めにより、メールでのサインイン後にパスキーが必要です。追加するとサインインできます。
held_device_bound = 組織の定めにより、セキュリティキーなど、デバイスから出ないパスキーが必要です。追加するとサインインできます。
held_renewal = 組織の定めにより、以前に作成したパスキーは作り直す必要があります。新しいパスキーを追加するとサインインできます。
held_second_factor = 組織で第2要素が必須となっています。パスキーを追加するとサインインできます。
held_new_app = 組織で第2要素が必須となっています。認証アプリを設定するとサインインできます。
held_because = { $why }パスキーを追加するとサインインできます。
held_because_app = { $why }認証アプリを設定するとサインインできます。
held_recovery = アカウントの復旧を完了するには、新しいパスキーを追加してください。
held_new_password = アカウントの復旧を完了するには、新しいパスワードを設定してください。
help_title = 組織からのご案内
held_help = パスキーを保存できるデバイスがありませんか？組織の管理者にご相談ください。

## Sign-up

sign_up = 新規登録
sign_up_lead = 名前を選び、パスキーを作成してください。パスワードを覚える必要はありません。
display_name_hint = ほかの人に表示される名前です。空欄の場合は、ユーザー名が表示されます。
sign_up_lead_address = まず連絡先を入力してください。ほかの人に使われないよう、そこへコードを送信します。
sign_up_lead_make = あと1ステップで、アカウントができあがります。
have_account = すでにアカウントをお持ちですか？

## The suggestion after a sign-in

suggest_title = 次回はもっとすばやくサインイン
suggest_lead = パスキーを追加すると、指紋、顔、画面ロックでサインインできます。ほかのサインイン方法はそのまま使えます。
suggest_here_title = このデバイスにもパスキーを追加しますか？
suggest_here_lead = お持ちのパスキーを使わずにサインインしました。このデバイスにもあれば、タップ1回で済みます。
suggest_again_title = パスキーの更新が必要です
suggest_again_lead = 別の種類のパスキーが必要になりました。ここで新しいパスキーを追加してください。古いものは残ります。
suggest_soon_title = まもなくパスキーが必須になります
suggest_soon_lead = 組織の全員にパスキーが求められています。今追加しておけば、今後もサインインに困りません。
later = 後で行う
saved_notice = アカウント用のパスキーを保存しました。次回からはパスワードなしでサインインできます。不要な場合は、下の一覧から削除してください。

## Account > Security

user_menu = ユーザーメニュー
console = 管理
account_settings = アカウント設定
account = アカウント
security = セキュリティ
sign_out = サインアウト
registered_passkeys = 登録済みのパスキー
passkey_mfa = パスキーによるMFA
required_by_policy = ポリシーにより必須
no_passkeys = パスキーはまだありません。追加すると、デバイスの画面ロックでサインインできます。
added = 追加:
updated = 更新:
last_used = 最後の使用:
never_used = 未使用
rename = 名前を変更
save = 保存
delete = 削除
name = 名前
name_hint = 例：「会社のノートPC」。後で変更できます。
add_passkey = パスキーを追加
backup = 別のデバイスやセキュリティキーに2つ目のパスキーがあれば、これをなくしても、サインインできなくなるおそれが減ります。
locked = セキュリティの設定項目は、組織のポリシーとアカウントの権限によって異なります。変更できない設定がある場合は、{ $organization }の管理者にお問い合わせください。
added_software = 登録が完了しました。ソフトウェアのパスキーが登録され、2FAの方法として使えるようになりました。
added_hardware = 登録が完了しました。ハードウェアのセキュリティキーが登録され、2FAの方法として使えるようになりました。
passkeys_off = 組織の設定により、ここではパスキーを使えません。
limit_reached = パスキーの数が上限に達しています。追加するには、1つ削除してください。
care = パスキーは、共用や公共のデバイスではなく、ご自分のデバイスにのみ追加してください。パスキー、画面ロック、セキュリティキーを他人と共有しないでください。
delete_title = このパスキーを削除しますか？
delete_lead = このパスキーではサインインできなくなります。続ける前にご確認ください。
delete_point_other = ほかに使えるパスキーがありますか？
delete_point_device = そのデバイスは、紛失、廃棄、または交換したものですか？
delete_point_only = これが、必須とされている唯一のサインイン方法でないことを確認してください。
delete_elsewhere = 削除すると、ほかのすべての場所でもサインアウトされます。
delete_confirm = パスキーを削除
keep = 残す
confirm_title = ご本人確認
confirm_sent = コードを送信しています。コードは数分間有効です。
sign_in_again = サインインし直す
sign_in_again_lead = その後、このページに戻ります。
confirm_lead = 続ける前に、お持ちのパスキーでロックを解除してください。

## Still working?

idle_title = 作業を続けていますか？
idle_lead = しばらく操作がありません。時間になるとサインアウトします。
idle_left = あと{ $time }でサインアウトします。
idle_stay = サインインしたままにする

## Set-up

setup_title = Keysteadへようこそ
setup_lead = あなたが最初の管理者です。サインインに使うパスキーを作成してください。
setup_again_title = 管理者を追加、または再びサインインできるようにする
setup_console = その後は /admin で Keystead を管理します。メニューの「管理」からも開けます。
setup_again_lead = 既存の管理者の名前を入力すると、新しいパスキーを設定できます。新しい名前を入力すると、管理者を追加できます。
organisation = 組織
organisation_hint = すべてのページの上部に表示されます。
setup_spent_title = この設定用リンクは使えなくなりました
setup_spent = すでに使われたか、発行から1時間を過ぎています。サーバーが動作しているマシンで、新しいリンクを表示してください:

## Other pages

waiting_title = あと少しです
waiting = このサーバーは初期設定を待っています。サーバーの端末に表示されたリンクを開いてください。
waiting_again = リンクが見つかりませんか？サーバーが動作しているマシンで、新しいリンクを表示してください:
front_page = トップページへ
front_doors_title = Keysteadデモ
front_doors_lead = 架空のメンバーを使ったデモです。下の各入口から、それぞれ設定の異なるサインインページのサンプルを開けます。
front_doors_open = 登録してパスキーを作成
front_doors_members = サンプルメンバーとしてサインイン
front_doors_password = パスワードを求められた場合は、次を入力してください:
sample_members = サンプルメンバー:
sample_administrator = （管理者）
front_doors_messages = コードとリンク
front_doors_mailbox = メールボックス
front_doors_messages_lead = このデモではメールもSMSも送信しません。送信されるはずだった内容の確認先:
mailbox_title = メールボックス
mailbox_lead = このデモでは何も送信しません。送信されるはずだった内容が、新しい順にここに表示されます。
mailbox_empty = まだ何もありません。
mailbox_text_message = SMS
mailbox_to = 宛先:
language = 言語

## Help
help = ヘルプ
support_email = メール
support_help_center = ヘルプセンター
support_forum = コミュニティフォーラム
privacy = プライバシー
terms = 利用規約
guide = この設定のガイド

## Account pages

parts_title = その他のセキュリティ設定
account_no_script = このページで変更するにはJavaScriptが必要です。有効にしてから、再読み込みしてください。
recovery_codes = 復旧コード
address = 連絡先
addresses = 連絡先
linked_account = リンクしたアカウント
linked_accounts = リンクしたアカウント
sessions = セッションとブラウザ
activity = アクティビティ
ends_others = この操作により、ほかのすべての場所でサインアウトされます。
remove = 削除

## Password

password_is_set = 設定済み
password_is_none = 未設定
password_changed_at = 最後の変更:
password_missing = 新しいパスワードを入力してください。
password_rule = { $least }文字以上、{ $most }文字以内。ほかの人が思いつかない組み合わせで、いくつかの単語を並べるのがおすすめです。
password_set_now = パスワードを設定
password_change_now = パスワードを変更
password_remove = パスワードを削除
password_remove_question = パスワードを削除しますか？
password_remove_lead = 今後はほかの方法でサインインします。また、ほかのすべての場所でサインアウトされます。
password_stays = 削除するとサインインできなくなるため、パスワードは削除できません。
password_set_news = パスワードを設定しました。
password_removed_news = パスワードを削除しました。

## Authenticator app

app_lead = スマートフォンのアプリに、30秒ごとに新しいコードが表示されます。サインインのときに、そのコードを入力します。
app_set_up_now = アプリを設定
app_replace_now = 別のアプリを設定
app_replaces = 今のアプリは、新しいアプリのコードを入力するまで使えます。
app_not_offered = ここでは認証アプリは使われなくなりました。お使いのアプリは削除できます。
app_remove = アプリを削除
app_remove_question = 認証アプリを削除しますか？
app_remove_lead = このアプリのコードはすぐに使えなくなります。また、ほかのすべての場所でサインアウトされます。
app_confirm = このアプリを使う
app_added_news = 認証アプリを設定しました。
app_removed_news = 認証アプリを削除しました。
code_missing = コードを入力してください。

## Recovery codes

codes_left = 残りのコード
codes_made = 作成:
codes_lead = コードは、紙に書くか安全な場所に保管してください。ほかの方法が使えないときに、それぞれ1回だけ使えます。
codes_draw = 復旧コードを作成
codes_draw_again = 新しいコードを作成
codes_question = 新しいコードを作成しますか？
codes_warning = 今お持ちのコードはすぐに使えなくなります。また、ほかのすべての場所でサインアウトされます。
codes_not_offered = ここでは復旧コードは使われなくなりました。
codes_title = 新しい復旧コード
codes_once = 表示されるのは今回だけです。今すぐ保存してください。
codes_print = 印刷
codes_download = テキストでダウンロード

## Addresses

addresses_lead = メッセージやコードは、これらの連絡先に届きます。連絡先を追加または削除すると、ほかのすべての連絡先にお知らせします。
addresses_none = 連絡先はまだありません。
address_verified = 確認済み
address_unverified = 未確認
address_verify = 確認する
address_add_title = 連絡先を追加
address_label = メールアドレスまたは電話番号
address_missing = 連絡先を入力してください。
address_phone_hint = 電話番号は+と国番号から始めてください。
address_verify_title = コードを入力
address_sent = { $address }にコードを送信しています。コードは数分間有効です。
address_confirm = 連絡先を確認
address_keep_title = ご自分のものはどれですか？
address_keep_lead = この連絡先は、どなたのものか確認されないままアカウントに登録されていました。ご自分で設定したものにチェックを入れてください。それ以外はすべて削除されます。
address_stays = サインイン方法または復旧に必要なため、この連絡先は削除できません。
address_remove_question = この連絡先を削除しますか？
address_remove_lead = 確認済みの場合は、まずそこへコードを送信します。削除すると、ほかのすべての場所でサインアウトされます。
address_remove_code = この連絡先に送信されたコード
address_added_news = 連絡先を確認しました。
address_removed_news = 連絡先を削除しました。

## Linked accounts

links_lead = リンクしたほかのサービスのアカウントで、ここにサインインできます。
links_none = リンクしたアカウントはありません。
link_with = { $provider }のアカウントをリンク
link_remove = リンクを解除
link_stays = 解除するとサインインできなくなるため、このアカウントのリンクは解除できません。
link_remove_question = このアカウントのリンクを解除しますか？
link_remove_lead = 今後、このアカウントではここにサインインできなくなります。
link_removed_news = アカウントのリンクを解除しました。
linked_at = リンクした日時:

## Sessions and browsers

sessions_title = サインイン中の場所
more_are = ほかに{ $count }件あります。
session_this = このセッション
session_began = サインイン:
session_active = 最後の操作:
session_end = 終了
sessions_end_others = ほかをすべて終了
sessions_end_question = ほかのセッションをすべて終了しますか？
sessions_end_lead = ここでのサインインだけが残ります。
session_ended_news = セッションを終了しました。
sessions_ended_news = ほかのセッションをすべて終了しました。
feedback_title = パスキーについてのご意見
feedback_lead = ほかの方より先にパスキーをお試しいただいています。使ってみていかがでしたか。
feedback_understand = パスキーの追加は分かりやすいか。
feedback_works = お使いのデバイスでサインインできるか。
feedback_wording = 表示される文言は分かりやすいか。
feedback_fallback = パスワードを使う方法は見つけやすいか。
feedback_confusion = 分かりにくいデバイスやブラウザーがあるか。
feedback_yes = はい
feedback_partly = 一部
feedback_no = いいえ
feedback_remark = そのほか（任意）
feedback_send = 意見を送信
feedback_given_news = ありがとうございます。ご意見を送信しました。
browsers_title = 既知のブラウザ
browsers_lead = これまでにサインインに使ったブラウザです。記憶を解除したブラウザでは、すべての確認を改めて求められます。
browsers_none = 既知のブラウザはありません。
browser_this = このブラウザ
browser_seen = 最後の使用:
browser_trusted = 第2要素を求めない期限:
browser_forget = 記憶を解除
browser_forgotten_news = ブラウザの記憶を解除しました。
browser_on = { $browser }（{ $system }）
browser_unknown = 不明なブラウザまたはプログラム

## Activity

activity_lead = 過去90日間にアカウントで起きたことを、新しい順に表示しています。お心当たりのないものがあれば、パスワードを変更し、ほかのセッションを終了してください。
activity_none = 過去90日間には何もありませんでした。
event_sign_in = サインイン
event_sign_up = アカウントの作成
event_step_up = ご本人確認
event_sign_out = サインアウト
event_session_idle = 操作がなかったためサインアウト
event_device_allowed = デバイスでアプリケーションを許可しました
event_device_refused = デバイスでアプリケーションを拒否しました
event_approval_requested = アプリケーションが承認を依頼しました
event_approval_given = アプリケーションの依頼を承認しました
event_approval_denied = アプリケーションの依頼を拒否しました
event_approval_expired = 期限までに承認されませんでした
event_code_exchanged = セッションをサイトに引き渡しました
event_session_revoked = セッションの終了
event_other_sessions_revoked = ほかのすべてのセッションの終了
event_user_suspended = アカウントの停止
event_user_restored = アカウントの停止解除
event_passkey_added = パスキーの追加
event_passkey_renamed = パスキーの名前の変更
event_passkey_removed = パスキーの削除
event_passkey_confirmed = パスキーの確認
event_passkeys_replaced = パスキーの使用停止
event_recovered = アカウントの復旧
event_recovery_waits = 復旧の要求
event_recovery_stopped = 復旧の中止
event_access_pass_issued = 一時アクセスパスの発行
event_enrolment_link_sent = パスキー作成用リンクの送信
event_access_pass_ended = 一時アクセスパスの終了
event_totp_added = 認証アプリの設定
event_totp_removed = 認証アプリの削除
event_recovery_codes_drawn = 復旧コードの作成
event_recovery_code_used = 復旧コードの使用
event_password_set = パスワードの設定
event_password_changed = パスワードの変更
event_password_removed = パスワードの削除
event_account_linked = アカウントのリンク
event_account_unlinked = アカウントのリンクの解除
event_application_entered = アプリケーションにサインイン
event_application_left = アプリケーションの連携を解除
event_passkey_noticed = パスキーの変化の検出
event_address_added = 連絡先の追加
event_address_removed = 連絡先の削除
event_factors_cleared = 最初の確認に伴うサインイン方法の削除
event_invitation_accepted = 招待の承諾
event_guessing_stopped = 入力の誤りが続いたためサインイン方法をブロック
event_guessing_allowed = サインイン方法のブロックの解除
event_device_trusted = ブラウザの記憶
event_device_forgotten = ブラウザの記憶の解除
event_other = アカウントの変更
refused_sign_in = サインインの拒否
refused_sign_up = 新規登録の拒否
refused_step_up = ご本人確認の拒否
refused_passkey = パスキーの変更の拒否
refused_password = パスワードの変更の拒否
refused_other = 変更の拒否

## Passkeys, step by step

tested_notice = このパスキーは正常に使えます。
only_brand = パスキーはすべて{ $brand }に保存されており、同じブランドのデバイスでしか使えません。ほかのデバイスで使うには、そのデバイスでパスキーを追加するか、セキュリティキーを追加してください。
older_key = 古いキー、またはPINが未設定ですか？
test_passkey = テスト
kinds_title = パスキーの種類について
kind_device_name = パスキー：プラットフォーム認証器
kind_phone_name = パスキー：クロスプラットフォーム認証器
kind_key_name = セキュリティキー
kind_passkey_name = パスキー
kind_device = デバイスに内蔵され、そのデバイス、または同期されたすべてのデバイスで使えます。デバイスのセキュリティチップ（WindowsではTPMなど）に保存されます。
kind_phone = スマートフォン（AndroidまたはiOS）を使って、近くにある別のデバイスでサインインします。スマートフォンに保存されます。
kind_key = YubiKeyなど、USB、NFC、Bluetoothで使う専用の機器です。その機器だけに保存されます。クラウドには同期されず、使うデバイスの手元に実物が必要です。
delete_why_lost = 紛失または盗難
delete_why_retired = もう使っていない
delete_why_replaced = 別のデバイスに交換した
app_enabled = 有効
app_not_set_up = 未設定
app_added = 追加:
address_added = 追加:
new_device = 新しいデバイスを使う
new_device_lead = 3つの手順で、新しいデバイスでサインインできるようになります。デバイスを紛失したときも同じです。
new_device_old_title = 古いデバイスを使えなくする
replace_question = ほかのパスキーの使用を停止しますか？
replace_effects = ご確認いただくまで使えなくなります。ほかの場所ではすべてサインアウトされ、登録済みの宛先に通知が届きます。
replace_none = 使用中のパスキーはほかにありません。
replaced_news = ほかのパスキーの使用を停止しました。
new_device_add_title = このデバイスでパスキーを追加する
new_device_old_ones_title = 古いパスキーを削除する
new_device_old_ones = 使わなくなったものは、確かめたうえで削除してください。
register_title = 手順に沿ってパスキーを追加
register_tabs = 方法
register_where = どこに保存しますか？
register_mobile = モバイルデバイス／パスワードマネージャー
register_here = このデバイス、またはそのパスワードマネージャー
register_phone = iPhone、iPad、またはAndroidデバイス
register_phone_hint = QRコードが表示されます。Bluetoothをオンにして、スマートフォンのカメラアプリを開き、コードに向けてください。スマートフォンで「登録」または「パスキーを作成」をタップし、Face ID、Touch ID、指紋、またはデバイスのPINで本人確認をします。タブレットなど、いつも手元にないデバイスは避けてください。
register_physical = 物理デバイス
register_physical_hint = ブラウザに尋ねられたら「セキュリティキー」を選んでください。キーをUSBポートに差し込むか、NFCの場合はデバイスに近づけ、求められたらPINを入力し、ボタンまたはセンサーに触れます。
name_device = デバイスに名前を付ける
register = 登録
registered_software_title = 登録が完了しました
registered_software = ソフトウェアのパスキーが登録され、2FAの方法として使えるようになりました。
registered_hardware_title = 登録に成功しました
registered_hardware = ハードウェアのセキュリティキーが登録され、2FAの方法として使えるようになりました。
registered_first = これからは、このパスキーでサインインできます。

## Telling support

report_title = 起きたことをサポートに知らせる
report_lead = 送信されるのはここに表示されている内容だけです。サポート担当者がパスワード、PIN、指紋、顔を求めることはありません。
report_device = デバイスとブラウザ
report_error = エラー
report_doing = 何をしていましたか？
report_sign_in = サインイン
report_setup = パスキーの追加
report_password = パスワードはまだ使えますか？
report_untried = 試していません
report_yes = はい
report_no = いいえ
report_none = パスワードはありません
report_words = 何が起きましたか？
report_hint = パスワード、PIN、コードは書かないでください。
report_send = 送信
report_sent = 送信しました。サポートはお問い合わせ番号で内容を確認できます。

# Applications
application_title = このアプリケーションにサインインしますか
application_may = 許可される内容:
application_unknown = 不明なアプリケーション（提供元）:
application_unchecked = ここでは誰も確認していません。続行すると、次の場所に移動します:
application_signed_in = サインイン中のアカウント:
application_wants_proof = 次のアプリケーションが本人確認を求めています:
application_scope_openid = あなた本人であることの確認
application_scope_profile = 名前とユーザー名の表示
application_scope_email = メールアドレスの表示
application_scope_phone = 電話番号の表示
application_scope_offline = 不在の間もサインインを維持
application_scope_view = アカウントのセキュリティ設定の表示
application_scope_manage = アカウントのセキュリティ設定の変更
application_allow = 続ける
application_switch = 別のアカウントを使う
application_other_title = このアプリケーションは別のアカウントを求めています
application_back_title = アプリケーションに戻ります
application_back = 何も起こらない場合は、ここから続けてください。
application_gone_title = このリクエストは完全ではありません
application_gone = ここに来たときのアドレスが不完全か、古すぎます。アプリケーションに戻って、もう一度始めてください。
applications = 連携アプリケーション
applications_lead = これらのアプリケーションにこのアカウントでサインインしています。
applications_none = 連携しているアプリケーションはありません。
application_since = 連携日時
application_disconnect = 連携を解除
application_disconnect_question = このアプリケーションの連携を解除しますか？
application_disconnect_lead = アカウントの情報を見られなくなり、次のサインインの前にもう一度確認します。
application_disconnected_news = アプリケーションの連携を解除しました。
logout_title = サインアウトしますか？
logout_lead = ここからサインアウトし、このアカウントでサインインしたアプリケーションに通知します。
device_title = デバイスでサインイン
device_lead = デバイスに表示されているコードを入力してください。
device_code = コード
device_unknown = このコードを表示しているデバイスはないか、すでに期限が切れています。コードを確認するか、デバイスで新しいコードを取得してください。
device_too_often = 誤ったコードが多すぎます。10分待ってから、もう一度お試しください。
device_question = お使いのデバイスでこのアプリケーションを許可しますか？
device_warning = 目の前のデバイスでご自身が開始した場合にのみ続行してください。誰かからこのコードやリンクが送られてきた場合は、キャンセルしてください。相手があなたのアカウントに入ってしまいます。
device_from = リクエストの送信元:
device_proof = パスキーで確認
device_needs_passkey = 許可するには、パスキーによる新たな確認が必要です。
device_passkeys = あなたのパスキー
device_allow = 許可する
device_allowed_title = デバイスが許可されました
device_allowed = デバイスに戻ってください。自動的に続行されます。このページは閉じてかまいません。
device_refused_title = 誰も許可されませんでした
device_refused = デバイスには何も渡されません。このページは閉じてかまいません。
device_gone = コードの期限が切れているか、すでに回答済みです。デバイスで新しいコードを取得してください。
approvals = 承認
approvals_none = 承認待ちのものはありません。
approval_title = これを承認しますか？
approval_asker = 依頼者:
approval_somebody = このアプリケーションの別の利用者
approval_until = 期限:
approval_warning = 心当たりがあり、内容を理解できるものだけを承認してください。パスキーはこの文面そのものに署名します。
approval_approve = パスキーで承認
approval_deny = 拒否
approval_needs_passkey = 承認できるのはパスキーだけですが、ここには登録されていません。
approval_own = これはご自身が依頼したものです。別の人の承認が必要です。
approval_given_title = 承認しました
approval_given = アプリケーションは受領証を取得できます。このページは閉じてかまいません。
approval_denied_title = 拒否しました
approval_denied = 拒否したことがアプリケーションに伝わります。このページは閉じてかまいません。
approval_back = アプリケーションに戻る
approval_gone_title = ここで承認するものはありません
approval_gone = すでに回答済みか、期限が切れているか、別のアカウント宛てのものです。
