# The words of the presets in Japanese.

community =
    .account = 設定
    .account_settings = 設定
    .security = パスキー
    .add_passkey = パスキーを追加
    .method_password = パスワードを使う
    .action_password = パスワードを使う
    .name_hint = 例：「管理用iPhone」「会社のノートPC」。後で変更できます。

workforce =
    .account_settings = アカウント設定
    .delete = 削除
    .delete_title = このパスキーを削除しますか？
    .delete_point_other = パスキーが必須の場合、ほかに使えるパスキーがありますか？
    .delete_point_device = そのデバイスは、紛失、廃棄、または交換したものですか？
    .delete_point_only = 必須とされている唯一の認証方法を削除しようとしていないか、確認してください。
    .delete_elsewhere = 削除すると、ほかのすべての場所でもサインアウトされます。
    .delete_confirm = パスキーを削除
    .deleted_notice = パスキーを削除しました。
    .event_passkey_removed = パスキーの削除
    .last_passkey = これが最後のパスキーです。別のパスキーを追加してから削除してください。
    .fewest_passkeys = 組織の定めにより、今お持ちの数のパスキーが必要です。別のパスキーを追加してから削除してください。
    .saved_notice = アカウント用のパスキーを保存しました。次回からはパスワードなしでサインインできます。不要な場合は、下の一覧から削除してください。
    .limit_reached = パスキーの数が上限に達しています。追加するには、1つ削除してください。
    .new_device_old_ones_title = 古いパスキーを削除する
    .new_device_old_ones = 使わなくなったものは、確かめたうえで削除してください。

business-phone =
    .limit_reached = パスキーの数が上限に達しています。パスワードを使うか、既存のパスキーを削除してから新しいものを追加してください。
    .delete = 削除
    .delete_title = このパスキーを削除しますか？
    .delete_elsewhere = 削除すると、ほかのすべての場所でもサインアウトされます。
    .delete_confirm = パスキーを削除
    .deleted_notice = パスキーを削除しました。
    .event_passkey_removed = パスキーの削除
    .last_passkey = これが最後のパスキーです。別のパスキーを追加してから削除してください。
    .fewest_passkeys = 組織の定めにより、今お持ちの数のパスキーが必要です。別のパスキーを追加してから削除してください。
    .saved_notice = アカウント用のパスキーを保存しました。次回からはパスワードなしでサインインできます。不要な場合は、下の一覧から削除してください。
    .new_device_old_ones_title = 古いパスキーを削除する
    .new_device_old_ones = 使わなくなったものは、確かめたうえで削除してください。

platform =
    .name_hint = 例：「仕事用MacBook」「iPhone 16」。後で変更できます。

client-portal =
    .account = 設定
    .account_settings = 設定
    .register_title = セキュリティログインシステム（SLS）
