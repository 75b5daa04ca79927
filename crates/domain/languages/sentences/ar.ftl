# Whole sentences that leave the pages: messages, news of an account, and rules in plain words.

## What several messages share

foot = هذه رسالة آلية من { $tenant }، ولا يقرأ أحد الردود عليها.
colon = :
when = الوقت
from = عنوان IP
with = المتصفح
secret = لا تُعطِه لأي شخص أبدًا، حتى لو كان من { $tenant }.
secret_short = لا تُعطِه لأي شخص أبدًا.
once = يعمل مرة واحدة فقط، لمدة { $minutes ->
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $minutes } دقائق
    [many] { $minutes } دقيقة
   *[other] { $minutes } دقيقة
}.
same_browser = استخدم هذا الرابط في المتصفح الذي طلبته منه:
look_now = إن لم تكن أنت، فراجع حسابك الآن.
not_you = إن لم تكن أنت، فسجّل الدخول، واحذف ما لا يخصّك، وأنهِ كل الجلسات. إذا تعذّر عليك تسجيل الدخول، فراسل { $tenant }.
account_button = مراجعة حسابك
sign_in_button = تسجيل الدخول
an_administrator = أحد المسؤولين

## Messages: the subject, then lines in order; what is missing in one leaves it out

sign_in_code = رمز تسجيل دخولك إلى { $tenant }
    .lead_1 = اكتب هذا الرمز حيث تسجّل الدخول:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = إن لم تكن تسجّل الدخول الآن، فقد كتب شخص ما عنوانك، ربما عن طريق الخطأ. لن يتمكن من الدخول من دون الرمز.
    .phone_1 = { $code } هو رمز تسجيل دخولك إلى { $tenant }.
    .phone_2 = { secret_short }
sign_in_link = تسجيل الدخول إلى { $tenant }
    .lead_1 = { same_browser }
    .button = { sign_in_button }
    .small_1 = { once }
    .small_2 = إن لم تكن تسجّل الدخول الآن، فقد كتب شخص ما عنوانك، ربما عن طريق الخطأ. لا تستخدم الرابط في هذه الحالة.
    .phone_1 = تسجيل الدخول إلى { $tenant }: { $link }
sign_up_code = رمز انضمامك إلى { $tenant }
    .lead_1 = أدخل هذا الرمز لمتابعة إنشاء حسابك الجديد:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = إن لم تطلب حسابًا، فلا يلزمك فعل شيء: لن يُنشأ أي حساب من دون الرمز.
    .phone_1 = { $code } هو رمز انضمامك إلى { $tenant }.
    .phone_2 = { secret_short }
step_up_code = تأكيد هويتك لدى { $tenant }
    .lead_1 = أدخل هذا الرمز لمتابعة ما تقوم به:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = إن لم تكن تغيّر شيئًا الآن، فهناك شخص آخر يستخدم حسابك. سجّل الدخول وأنهِ كل الجلسات.
    .phone_1 = { $code } هو رمز تأكيد هويتك لدى { $tenant }.
    .phone_2 = { secret_short }
recovery_code = رمز الاسترداد الخاص بحسابك لدى { $tenant }
    .lead_1 = أدخل هذا الرمز لاستعادة الوصول إلى حسابك:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = إن لم تطلبه، فهناك من يحاول الدخول إلى حسابك. لن يتمكن من ذلك من دون الرمز.
    .phone_1 = { $code } هو رمز الاسترداد الخاص بحسابك لدى { $tenant }.
    .phone_2 = { secret_short }
recovery_link = استعادة الوصول إلى حسابك لدى { $tenant }
    .lead_1 = { same_browser }
    .button = استرداد حسابك
    .small_1 = { once }
    .small_2 = إن لم تطلبه، فهناك من يحاول الدخول إلى حسابك. لا تستخدم الرابط ولا تُرِه لأحد.
    .phone_1 = استعادة الوصول إلى حسابك لدى { $tenant }: { $link }
verify_address = تأكيد عنوانك لدى { $tenant }
    .lead_1 = أدخل هذا الرمز لتأكيد أن هذا العنوان لك:
    .small_1 = { once }
    .small_2 = { secret }
    .small_3 = إن لم تطلبه، فلا يلزمك فعل شيء: لن يُستخدم العنوان من دون الرمز.
    .phone_1 = { $code } هو رمز تأكيد هذا الرقم لدى { $tenant }.
    .phone_2 = { secret_short }
invitation = دعوة للانضمام إلى { $tenant }
    .lead_1 = تلقيت دعوة من { $inviter } للانضمام إلى { $tenant }.
    .lead_2 = اقبل الدعوة لإنشاء حسابك:
    .button = قبول الدعوة
    .small_1 = تعمل مرة واحدة فقط، حتى { $until }.
    .small_2 = إن لم تكن تعرف { $tenant }، فلا تستخدم الرابط: لن يُنشأ أي حساب من دونه.
    .phone_1 = دعوة للانضمام إلى { $tenant }: { $link }
address_changed = تم تغيير عنوانك لدى { $tenant }
    .lead_1 = { $what }
    .lead_2 = قد لا تصل الرسائل المتعلقة بحسابك إلى هنا بعد الآن.
    .button = { account_button }
    .small_1 = { not_you }
    .phone_1 = تم تغيير عنوانك لدى { $tenant }.
    .phone_2 = { $what }
    .phone_3 = { look_now }
factor_changed = تم تغيير طريقة تسجيل دخولك إلى { $tenant }
    .lead_1 = { $what }
    .button = { account_button }
    .small_1 = { not_you }
    .phone_1 = تم تغيير طريقة تسجيل دخولك إلى { $tenant }.
    .phone_2 = { $what }
    .phone_3 = { look_now }
recovered = تم استرداد حسابك لدى { $tenant }
    .lead_1 = استعاد شخص ما الوصول إلى حسابك من دون طريقة تسجيل الدخول المعتادة.
    .lead_2 = { $what }
    .button = { account_button }
    .small_1 = { not_you }
    .phone_1 = تم استرداد حسابك لدى { $tenant }.
    .phone_2 = { look_now }
recovery_waits = هناك من يطلب استعادة الوصول إلى حسابك لدى { $tenant }
    .lead_1 = إن كنت أنت، فما عليك إلا الانتظار.
    .lead_2 = يمكنك المتابعة في الفترة من { $until } إلى { $end }.
    .lead_3 = إن لم تكن أنت، فأوقف الاسترداد:
    .button = إيقاف الاسترداد
    .small_1 = لا يغيّر إيقافه أي شيء آخر في حسابك. تسجيل الدخول بمفتاح المرور يوقفه أيضًا.
    .phone_1 = هناك من يطلب استعادة الوصول إلى حسابك لدى { $tenant }. إن لم تكن أنت، فأوقف الاسترداد: { $link }
new_sign_in = تسجيل دخول إلى { $tenant } على جهاز جديد
    .lead_1 = سجّل شخص ما الدخول إلى حسابك في متصفح لم نره من قبل.
    .button = { account_button }
    .small_1 = إن كنت أنت، فلا يلزمك فعل شيء.
    .small_2 = { not_you }
    .phone_1 = استُخدم حسابك لدى { $tenant } على جهاز جديد.
    .phone_2 = { look_now }
already_a_member = لديك حساب بالفعل لدى { $tenant }
    .lead_1 = حاول شخص ما إنشاء حساب جديد بهذا العنوان، لكن له حسابًا بالفعل. سجّل الدخول لاستخدامه:
    .button = { sign_in_button }
    .small_1 = إن لم تكن أنت، فلا يلزمك فعل شيء: حسابك كما كان.
    .phone_1 = لديك حساب بالفعل لدى { $tenant }: { $link }
alarm_raised = إنذار في { $tenant }
    .lead_1 = { $what } ({ $name })
    .lead_2 = { $detail }
    .button = عرض حالة المجموعة
    .small_1 = عنوانك من العناوين التي تصلها إنذارات هذه المجموعة.
    .phone_1 = { $what } ({ $name })
alarm_cleared = انتهى إنذار في { $tenant }
    .lead_1 = انتهى: { $what } ({ $name })
    .button = عرض حالة المجموعة
    .small_1 = عنوانك من العناوين التي تصلها إنذارات هذه المجموعة.
    .phone_1 = انتهى: { $what } ({ $name })
test = رسالة تجريبية
    .lead_1 = تصل رسائل هذا النظام إلى هنا. وقد ظهر الرمز نفسه لمن أرسل هذه الرسالة:
    .phone_1 = تصل رسائل هذا النظام إلى هنا: { $code }

## News of an account

news_passkey_added = تمت إضافة مفتاح مرور إلى حسابك.
news_passkey_removed = تم حذف مفتاح مرور من حسابك.
news_passkey_confirmed = عاد إلى الاستخدام مفتاح مرور كان موضوعًا جانبًا.
news_passkey_set_aside = وُضع أحد مفاتيح المرور في حسابك جانبًا. لن يعمل حتى يُؤكَّد.
news_passkeys_replaced = وُضعت مفاتيح المرور لديك جانبًا ليحل محلها مفتاح جديد. لن تعمل حتى تؤكدها.
news_recovered = تم استرداد حسابك، وأصبحت له طريقة جديدة لتسجيل الدخول.
news_recovered_passkeys_aside = تم استرداد حسابك، وأصبحت له طريقة جديدة لتسجيل الدخول. لن تعمل مفاتيح المرور القديمة حتى تؤكدها.
news_access_pass_issued = أعطاك أحد المسؤولين تصريح وصول مؤقتًا.
news_rescued = أعاد أحد الأشخاص على الخادم إمكانية الدخول إلى أحد المسؤولين. إذا لم يخبرك أحد بالسبب فراجع السجل.
news_password_set = أصبحت لحسابك كلمة مرور جديدة.
news_password_removed = تم حذف كلمة مرور حسابك.
news_password_stopped = كُتبت كلمة مرور خاطئة مرات كثيرة جدًا. كلمة مرورك موقوفة حتى تعيّنها من جديد.
news_password_stopped_elsewhere = كُتبت كلمة مرور خاطئة مرات كثيرة جدًا. كلمة مرورك موقوفة في المتصفحات التي لم تسجّل الدخول بها من قبل.
news_app_added = تمت إضافة تطبيق مصادقة إلى حسابك.
news_app_removed = تم حذف تطبيق المصادقة من حسابك.
news_app_stopped = كُتب رمز خاطئ مرات كثيرة جدًا. تطبيق المصادقة لديك موقوف حتى تُعِدّه من جديد.
news_app_stopped_elsewhere = كُتب رمز خاطئ مرات كثيرة جدًا. تطبيق المصادقة لديك موقوف في المتصفحات التي لم تسجّل الدخول بها من قبل.
news_recovery_codes_made = تم إنشاء رموز استرداد جديدة لحسابك.
news_address_added = تمت إضافة عنوان إلى حسابك.
news_address_removed = تم حذف عنوان من حسابك.
news_account_linked = تم ربط حساب لدى جهة أخرى بحسابك. يمكنك تسجيل الدخول به من الآن فصاعدًا.
news_account_unlinked = لم يعد أحد الحسابات لدى جهة أخرى يفتح حسابك.

## Rules, for "why was I asked?": who made it, then what it does

who_installation = هذه الخدمة
who_pool = مؤسستك
who_role = دورك { $name }
who_group = مجموعتك { $name }
rule_passkey_required = تشترط قواعد { $who } مفتاح مرور.
rule_passkey_optional = تترك لك قواعد { $who } حرية استخدام مفتاح مرور أو عدم استخدامه.
rule_passkey_off = وفق قواعد { $who }، لا تُستخدم مفاتيح المرور.
rule_required_from = تشترط قواعد { $who } مفتاح مرور اعتبارًا من { $value }.
rule_grace_sign_ins = { $count ->
    [1] تسمح لك قواعد { $who } بتسجيل الدخول مرة واحدة أخرى قبل أن يلزمك مفتاح مرور.
    [two] تسمح لك قواعد { $who } بتسجيل الدخول مرتين قبل أن يلزمك مفتاح مرور.
    [few] تسمح لك قواعد { $who } بتسجيل الدخول { $count } مرات قبل أن يلزمك مفتاح مرور.
    [many] تسمح لك قواعد { $who } بتسجيل الدخول { $count } مرة قبل أن يلزمك مفتاح مرور.
   *[other] تسمح لك قواعد { $who } بتسجيل الدخول { $count } مرة قبل أن يلزمك مفتاح مرور.
}
rule_passkey_after_magic_link = تشترط قواعد { $who } مفتاح مرور بعد تسجيل الدخول برابط سحري.
rule_passkey_after_magic_link_off = لا تطلب قواعد { $who } شيئًا آخر بعد تسجيل الدخول برابط سحري.
rule_least_passkeys = { $count ->
    [one] تشترط قواعد { $who } وجود مفتاح مرور واحد على الأقل.
    [two] تشترط قواعد { $who } وجود مفتاحَي مرور على الأقل.
    [few] تشترط قواعد { $who } وجود { $count } مفاتيح مرور على الأقل.
    [many] تشترط قواعد { $who } وجود { $count } مفتاح مرور على الأقل.
   *[other] تشترط قواعد { $who } وجود { $count } مفتاح مرور على الأقل.
}
rule_most_passkeys = { $count ->
    [one] تسمح قواعد { $who } بمفتاح مرور واحد.
    [two] تسمح قواعد { $who } بمفتاحَي مرور على الأكثر.
    [few] تسمح قواعد { $who } بما لا يزيد على { $count } مفاتيح مرور.
    [many] تسمح قواعد { $who } بما لا يزيد على { $count } مفتاح مرور.
   *[other] تسمح قواعد { $who } بما لا يزيد على { $count } مفتاح مرور.
}
rule_fallback_single = تسمح لك قواعد { $who } بتسجيل الدخول بعامل واحد.
rule_fallback_multi = تشترط قواعد { $who } عاملين لتسجيل الدخول من دون مفتاح مرور.
rule_fallback_phishing_resistant = تشترط قواعد { $who } مفتاح مرور لتسجيل الدخول.
rule_device_bound_only = تشترط قواعد { $who } مفتاح مرور لا يمكنه مغادرة جهازه.
rule_device_bound_only_off = تقبل قواعد { $who } مفاتيح المرور المُزامَنة.
rule_idle_minutes = { $count ->
    [one] وفق قواعد { $who }، يتم تسجيل خروجك بعد دقيقة واحدة من عدم النشاط.
    [two] وفق قواعد { $who }، يتم تسجيل خروجك بعد دقيقتين من عدم النشاط.
    [few] وفق قواعد { $who }، يتم تسجيل خروجك بعد { $count } دقائق من عدم النشاط.
    [many] وفق قواعد { $who }، يتم تسجيل خروجك بعد { $count } دقيقة من عدم النشاط.
   *[other] وفق قواعد { $who }، يتم تسجيل خروجك بعد { $count } دقيقة من عدم النشاط.
}
rule_idle_minutes_off = وفق قواعد { $who }، لا يتم تسجيل خروجك عند عدم النشاط.
rule_warning_seconds = { $count ->
    [one] وفق قواعد { $who }، يصلك تنبيه قبل ثانية واحدة من تسجيل خروجك.
    [two] وفق قواعد { $who }، يصلك تنبيه قبل ثانيتين من تسجيل خروجك.
    [few] وفق قواعد { $who }، يصلك تنبيه قبل { $count } ثوانٍ من تسجيل خروجك.
    [many] وفق قواعد { $who }، يصلك تنبيه قبل { $count } ثانية من تسجيل خروجك.
   *[other] وفق قواعد { $who }، يصلك تنبيه قبل { $count } ثانية من تسجيل خروجك.
}
rule_session_minutes = وفق قواعد { $who }، تنتهي كل جلسة بعد مدة من تسجيل الدخول.
rule_step_up_minutes = { $count ->
    [one] تطلب قواعد { $who } تأكيد هويتك إذا مضى على آخر تأكيد أكثر من دقيقة واحدة.
    [two] تطلب قواعد { $who } تأكيد هويتك إذا مضى على آخر تأكيد أكثر من دقيقتين.
    [few] تطلب قواعد { $who } تأكيد هويتك إذا مضى على آخر تأكيد أكثر من { $count } دقائق.
    [many] تطلب قواعد { $who } تأكيد هويتك إذا مضى على آخر تأكيد أكثر من { $count } دقيقة.
   *[other] تطلب قواعد { $who } تأكيد هويتك إذا مضى على آخر تأكيد أكثر من { $count } دقيقة.
}
rule_step_up_for = تطلب قواعد { $who } تأكيد هويتك قبل الإجراءات الحساسة.
rule_step_up_for_off = لا تطلب قواعد { $who } تأكيد هويتك مرة أخرى أبدًا.
rule_remember_device_days = { $count ->
    [one] تسمح قواعد { $who } بتذكُّر جهازك لمدة يوم واحد.
    [two] تسمح قواعد { $who } بتذكُّر جهازك لمدة يومين.
    [few] تسمح قواعد { $who } بتذكُّر جهازك لمدة { $count } أيام.
    [many] تسمح قواعد { $who } بتذكُّر جهازك لمدة { $count } يومًا.
   *[other] تسمح قواعد { $who } بتذكُّر جهازك لمدة { $count } يوم.
}
rule_remember_device_days_off = لا تسمح قواعد { $who } بتذكُّر الأجهزة.
rule_recovery_wait_hours = { $count ->
    [one] وفق قواعد { $who }، ينتظر الاسترداد عبر البريد الإلكتروني ساعة واحدة.
    [two] وفق قواعد { $who }، ينتظر الاسترداد عبر البريد الإلكتروني ساعتين.
    [few] وفق قواعد { $who }، ينتظر الاسترداد عبر البريد الإلكتروني { $count } ساعات.
    [many] وفق قواعد { $who }، ينتظر الاسترداد عبر البريد الإلكتروني { $count } ساعة.
   *[other] وفق قواعد { $who }، ينتظر الاسترداد عبر البريد الإلكتروني { $count } ساعة.
}
rule_recovery_wait_hours_off = تسمح قواعد { $who } بمتابعة الاسترداد عبر البريد الإلكتروني فورًا.
rule_suggest_passkey = وفق قواعد { $who }، يُقترح عليك مفتاح مرور بعد تسجيل الدخول.
rule_suggest_passkey_off = وفق قواعد { $who }، لا تُقترح عليك مفاتيح مرور.
rule_quiet_upgrade = وفق قواعد { $who }، يمكن لمتصفحك حفظ مفتاح مرور بعد تسجيل الدخول بكلمة مرور.
rule_quiet_upgrade_off = وفق قواعد { $who }، لا يُحفظ أي مفتاح مرور لم تطلبه.
rule_later_sign_ins = { $count ->
    [one] وفق قواعد { $who }، يتكرر الاقتراح بعد تسجيل الدخول مرة واحدة.
    [two] وفق قواعد { $who }، يتكرر الاقتراح بعد تسجيل الدخول مرتين.
    [few] وفق قواعد { $who }، يتكرر الاقتراح بعد تسجيل الدخول { $count } مرات.
    [many] وفق قواعد { $who }، يتكرر الاقتراح بعد تسجيل الدخول { $count } مرة.
   *[other] وفق قواعد { $who }، يتكرر الاقتراح بعد تسجيل الدخول { $count } مرة.
}
rule_later_days = { $count ->
    [one] وفق قواعد { $who }، يتكرر الاقتراح بعد يوم واحد.
    [two] وفق قواعد { $who }، يتكرر الاقتراح بعد يومين.
    [few] وفق قواعد { $who }، يتكرر الاقتراح بعد { $count } أيام.
    [many] وفق قواعد { $who }، يتكرر الاقتراح بعد { $count } يومًا.
   *[other] وفق قواعد { $who }، يتكرر الاقتراح بعد { $count } يوم.
}
rule_other = في قواعد { $who } قاعدة تخص هذا الأمر.

## Headings of the errors that members meet

errors_authentication = أخطاء عند تسجيل الدخول بمفتاح مرور
errors_registration = أخطاء عند تسجيل مفتاح مرور
errors_both = أخطاء عند تسجيل الدخول بمفتاح مرور أو عند تسجيله
