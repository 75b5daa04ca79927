# The words of the presets in Arabic.

community =
    .account = الإعدادات
    .account_settings = الإعدادات
    .security = مفاتيح المرور
    .add_passkey = إضافة مفتاح مرور
    .method_password = استخدام كلمة المرور
    .action_password = استخدام كلمة المرور
    .name_hint = مثلًا «هاتف iPhone للإدارة» أو «حاسوب المكتب المحمول». يمكنك تغييره لاحقًا.

workforce =
    .account_settings = إعدادات الحساب
    .delete = حذف
    .delete_title = هل تريد حذف مفتاح المرور هذا؟
    .delete_point_other = هل لديك مفتاح مرور آخر يعمل، إذا كانت مفاتيح المرور مطلوبة؟
    .delete_point_device = هل الجهاز مفقود أو خارج الخدمة أو تم استبداله؟
    .delete_point_only = تأكّد من أنك لا تحذف طريقة المصادقة الوحيدة المطلوبة منك.
    .delete_elsewhere = يؤدي حذفه أيضًا إلى تسجيل خروجك من كل مكان آخر.
    .delete_confirm = حذف مفتاح المرور
    .deleted_notice = تم حذف مفتاح المرور.
    .event_passkey_removed = حذف مفتاح مرور
    .last_passkey = هذا آخر مفتاح مرور لديك. أضف مفتاحًا آخر قبل حذفه.
    .fewest_passkeys = تشترط مؤسستك عدد مفاتيح المرور الموجود لديك حاليًا. أضف مفتاحًا آخر قبل حذف هذا المفتاح.
    .saved_notice = تم حفظ مفتاح مرور لحسابك، ويمكنك في المرة القادمة تسجيل الدخول من دون كلمة مرور. إذا كنت لا تريده، فاحذفه أدناه.
    .limit_reached = بلغت الحد الأقصى لعدد مفاتيح المرور. احذف مفتاحًا لإضافة آخر.
    .new_device_old_ones_title = حذف المفاتيح القديمة
    .new_device_old_ones = احذف ما لم تعد تستخدمه عندما تتأكد.

business-phone =
    .limit_reached = بلغت الحد الأقصى لعدد مفاتيح المرور. استخدم كلمة المرور أو احذف مفتاحًا حاليًا لإضافة مفتاح جديد.
    .delete = حذف
    .delete_title = هل تريد حذف مفتاح المرور هذا؟
    .delete_elsewhere = يؤدي حذفه أيضًا إلى تسجيل خروجك من كل مكان آخر.
    .delete_confirm = حذف مفتاح المرور
    .deleted_notice = تم حذف مفتاح المرور.
    .event_passkey_removed = حذف مفتاح مرور
    .last_passkey = هذا آخر مفتاح مرور لديك. أضف مفتاحًا آخر قبل حذفه.
    .fewest_passkeys = تشترط مؤسستك عدد مفاتيح المرور الموجود لديك حاليًا. أضف مفتاحًا آخر قبل حذف هذا المفتاح.
    .saved_notice = تم حفظ مفتاح مرور لحسابك، ويمكنك في المرة القادمة تسجيل الدخول من دون كلمة مرور. إذا كنت لا تريده، فاحذفه أدناه.
    .new_device_old_ones_title = حذف المفاتيح القديمة
    .new_device_old_ones = احذف ما لم تعد تستخدمه عندما تتأكد.

platform =
    .name_hint = مثلًا «جهاز MacBook للعمل» أو «iPhone 16». يمكنك تغييره لاحقًا.

client-portal =
    .account = الإعدادات
    .account_settings = الإعدادات
    .register_title = نظام تسجيل الدخول الآمن (SLS)
