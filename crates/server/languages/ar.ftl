## In the script

reference = الرمز المرجعي
report = أخبر الدعم
browser_says = رسالة المتصفح
copy = نسخ
copied = تم النسخ
working = في انتظار مفتاح المرور…
identifier_missing = أدخل اسم المستخدم أولًا.
organisation_missing = أدخل اسم مؤسستك.
name_missing = أدخل اسمًا.
unsupported_title = لا يمكن لهذا المتصفح استخدام مفاتيح المرور
unsupported = استخدم إصدارًا حديثًا من Chrome أو Safari أو Edge أو Firefox على جهاز يدعم مفاتيح المرور.
insecure = لا تتيح المتصفحات مفاتيح المرور إلا على العناوين الآمنة. افتح هذه الصفحة عبر https.
not_reached_title = تعذّر الوصول إلى الخادم
not_reached = تحقّق من اتصالك ثم أعد المحاولة. لم يتغيّر شيء حتى الآن.

## What an error offers

action_retry = إعادة المحاولة
action_other_passkey = استخدام مفتاح مرور آخر
action_password = استخدام كلمة المرور
action_other_method = تسجيل الدخول بطريقة أخرى
action_later = الإعداد لاحقًا
action_restart = البدء من جديد
action_sign_in = تسجيل الدخول
action_manage_passkeys = عرض مفاتيح المرور

## What has happened

signed_out = تم تسجيل خروجك.
welcome = اكتمل إعداد Keystead. يسجّل الأعضاء الدخول على العنوان { $address }.
signing_in = جارٍ تسجيل دخولك…
signing_up = جارٍ إنشاء حسابك…
setting_up = جارٍ الإعداد…
enabled = مفعّلة
not_set_up = غير مُعدّة
synced = مُزامَن
device_bound = مرتبط بالجهاز
add_title = إضافة مفتاح مرور آخر
add_first_title = إضافة أول مفتاح مرور لك
added_notice = تمت إضافة مفتاح المرور.
renamed_notice = تم حفظ الاسم.
deleted_notice = تم حذف مفتاح المرور.
backup_title = إضافة مفتاح مرور احتياطي

## Why one cannot be deleted

last_passkey = هذا آخر مفتاح مرور لديك. أضف مفتاحًا آخر قبل حذفه.
fewest_passkeys = تشترط مؤسستك عدد مفاتيح المرور الموجود لديك حاليًا. أضف مفتاحًا آخر قبل حذف هذا المفتاح.

## On several pages

username = اسم المستخدم
email_or_username = البريد الإلكتروني أو اسم المستخدم
email_or_username_missing = أدخل بريدك الإلكتروني أو اسم المستخدم أولًا.
email = البريد الإلكتروني
email_missing = أدخل بريدك الإلكتروني أولًا.
phone = رقم الهاتف
phone_missing = أدخل رقم هاتفك أولًا.
email_or_phone = البريد الإلكتروني أو رقم الهاتف
email_or_phone_missing = أدخل بريدك الإلكتروني أو رقم هاتفك أولًا.
phone_or_username = رقم الهاتف أو اسم المستخدم
phone_or_username_missing = أدخل رقم هاتفك أو اسم المستخدم أولًا.
any_name = البريد الإلكتروني أو رقم الهاتف أو اسم المستخدم
any_name_missing = أدخل بريدك الإلكتروني أو رقم هاتفك أو اسم المستخدم أولًا.
username_rule = حروف وأرقام ونقاط وشرطات وشرطات سفلية.
username_hint = غير مطلوب: مفتاح المرور يعرّف بك.
display_name = الاسم المعروض
optional = اختياري
optional_field = { $label } (اختياري)
cancel = إلغاء
continue_with_passkey = المتابعة بمفتاح المرور
use_before = استخدام مفتاح مرور سابق
create_passkey = إنشاء مفتاح مرور
no_script = تحتاج مفاتيح المرور إلى JavaScript. فعّله لهذه الصفحة ثم أعد تحميلها.
skip_to_content = الانتقال إلى المحتوى

## Sign-in

sign_in = تسجيل الدخول
sign_in_lead = افتح القفل ببصمة الإصبع أو الوجه أو قفل الشاشة أو مفتاح الأمان.
no_account = أول مرة هنا؟
links_gave_way = الروابط السحرية معطّلة لأن تسجيل الدخول الموحّد (SSO) مفعّل. اتبع إجراءات الاسترداد الخاصة بتسجيل الدخول الموحّد في مؤسستك أو تواصل مع أحد المسؤولين.
ended_idle = تم تسجيل خروجك بسبب عدم النشاط.

## Joining with an address

join_address = عنوان البريد الإلكتروني
join_phone = رقم الهاتف
join_address_or_phone = عنوان البريد الإلكتروني أو رقم الهاتف
join_phone_hint = ابدأ رقم الهاتف بعلامة + ثم رمز البلد.
join_send = إرسال رمز إليّ
join_sent = الرسالة في طريقها إليك. اكتب هنا الرمز الوارد فيها؛ وهو صالح لبضع دقائق.
join_other = استخدام عنوان آخر
join_make = تأكّدنا من أن العنوان لك. أنشئ حسابك الآن.
join_make_account = إنشاء الحساب
new_password = كلمة المرور الجديدة
join_or_name = أو اختر اسم مستخدم
invitation_title = تمت دعوتك
invitation_lead = أنشئ حسابك بهذا العنوان.
invitation_take = قبول الدعوة
invitation_gone_title = لم تعد هذه الدعوة صالحة
invitation_gone_lead = سبق قبولها، أو تم سحبها، أو انتهت مدتها. اطلب دعوة جديدة ممن دعاك.
enrolment_link_title = أنشئ مفتاح مرورك
enrolment_link_lead = أرسل أحد المسؤولين هذا الرابط إلى:

## An account at a provider

offer_title = ربط حسابك لدى
offer_lead = ينتمي هذا الحساب إلى عنوان له حساب هنا. إذا وافقت ثم سجّلت الدخول، فسيفتح لك ذلك الحساب من الآن فصاعدًا.
offer_newcomer = إذا وافقت، فسيفتح لك الحساب الذي تنشئه هنا.
offer_yes = نعم، اربطه
offer_no = لا

## Recovery

recovery_title = هل تواجه مشكلة في تسجيل الدخول؟
recovery_lead = أدخل الاسم الذي تسجّل الدخول به. ثم أثبت هويتك بطريقة أخرى، وأعِدّ طريقة جديدة لتسجيل الدخول.
new_password_title = اختر كلمة مرور جديدة
end_other_sessions = تسجيل خروجي من كل مكان آخر
stop_title = هل تريد إيقاف الاسترداد؟
stop_lead = هناك من يطلب استعادة الوصول إلى حسابك. إن لم تكن أنت، فأوقف ذلك. لن يتغيّر أي شيء آخر في حسابك.
stop_recovery = إيقاف الاسترداد
stopped_title = تم إيقاف الاسترداد
stopped_lead = للمتابعة يجب على من طلبه أن يبدأ من جديد، وعندها سنخبرك مرة أخرى. إذا كان بإمكانه قراءة بريدك الإلكتروني، فغيّر كلمة مرور بريدك.
stop_gone_title = لا يوجد ما يمكن إيقافه
stop_gone_lead = سبق إيقاف الاسترداد، أو اكتمل، أو انتهت مدته.
recovery_waits = هناك من يطلب استعادة الوصول إلى حسابك عبر الرسائل. يمكنه المتابعة اعتبارًا من { $time } إن لم يوقفه أحد.
wait_title = عُد لاحقًا
wait_lead = عملية استرداد حسابك في فترة انتظار، حتى لا يستولي أحد على حسابك دون أن يُلاحَظ. أُرسلت رسالة إلى كل عنوان في حسابك. إن لم يوقف أحد الاسترداد، فابدأه من جديد في الفترة من { $time } إلى { $end }. تسجيل الدخول بمفتاح مرور يُنهي الاسترداد.
quarantined = موضوع جانبًا: لا يُستخدم حتى تؤكده
other_address = أُنشئ لعنوان آخر:
confirm_passkey = ما زال لي
replace_lead = إذا فُقد جهازك القديم، أو ربما كان مع شخص آخر، فأوقف مفاتيح المرور عليه. لن يستطيع أحد استخدامها حتى تؤكدها.
replace_passkeys = إيقاف المفاتيح الأخرى
notice_seen = أنا على علم بذلك
account_held = لا يمكن حذف أي مفتاح مرور أو عنوان أو تغييره قبل مرور يوم.

## The steps of a journey

other_ways = طرق أخرى لتسجيل الدخول
other_way = تسجيل الدخول بطريقة أخرى
continue_with = المتابعة باستخدام
go_on = متابعة
not_you = لست أنت؟
first_lead = أثبت هويتك.
second_title = خطوة أخرى
password_lead = أدخل كلمة المرور.
magic_link_lead = نرسل رابطًا إلى بريدك الإلكتروني. بنقرة واحدة عليه يتم تسجيل دخولك.
email_code_lead = نرسل رمزًا إلى بريدك الإلكتروني.
sms_code_lead = نرسل رمزًا إلى هاتفك في رسالة نصية.
totp_lead = افتح تطبيق المصادقة وأدخل الرمز الذي يعرضه.
recovery_code_lead = أدخل أحد الرموز التي حفظتها. يعمل كل رمز مرة واحدة.
single_sign_on_lead = سجّل الدخول لدى مؤسستك، وستعود بعدها إلى هنا.
access_pass_lead = أدخل التصريح الذي أعطاك إياه المسؤول.
code_of_link = الرمز من جهاز آخر
code_of_link_hint = فقط إذا فتحت الرابط هناك: سيعرض لك رمزًا.
remember = { $days ->
    [one] تذكُّر هذا المتصفح لمدة يوم واحد
    [two] تذكُّر هذا المتصفح لمدة يومين
    [few] تذكُّر هذا المتصفح لمدة { $days } أيام
    [many] تذكُّر هذا المتصفح لمدة { $days } يومًا
   *[other] تذكُّر هذا المتصفح لمدة { $days } يوم
}
remember_hint = لن يُطلب منه عامل ثانٍ خلال هذه المدة. اختره فقط على جهاز يخصّك.
password = كلمة المرور
code = الرمز
send_again = إعادة الإرسال
send_again_hint = يمكن إرسال رسالة أخرى بعد دقيقة، وعدد قليل فقط خلال ساعة.
sent_by_mail = إذا وُجد حساب بهذا الاسم، فهناك رسالة في طريقها إليك. الرمز صالح لبضع دقائق.
sent_second_mail = هناك رسالة في طريقها إليك. إذا لم تصل، فاطلب رسالة أخرى بعد دقيقة.
sent_second_phone = هناك رسالة نصية في طريقها إليك. إذا لم تصل، فاطلب رسالة أخرى بعد دقيقة.
sent_link = إذا وُجد حساب بهذا الاسم، فهناك رسالة في طريقها إليك. افتح الرابط الوارد فيها في هذا المتصفح.
sent_to_phone = إذا وُجد حساب بهذا الاسم، فهناك رسالة نصية في طريقها إليك. الرمز صالح لبضع دقائق.
method_passkey = مفتاح المرور
method_password = استخدام كلمة المرور
method_magic_link = إرسال رابط دخول إلى بريدي الإلكتروني
method_email_code = إرسال رمز إلى بريدي الإلكتروني
method_sms_code = إرسال رمز في رسالة نصية
method_totp = تطبيق المصادقة
method_recovery_code = رمز الاسترداد
method_single_sign_on = تسجيل الدخول الموحّد
method_access_pass = تصريح وصول مؤقت
link_title = تسجيل الدخول بهذا الرابط
link_lead = نقرة واحدة أخرى ويتم تسجيل دخولك هنا.
link_recovery_title = استعادة الوصول إلى حسابك
link_recovery_lead = نقرة واحدة أخرى وتتابع الاسترداد هنا.
recovery_link_lead = نرسل رابطًا إلى بريدك الإلكتروني يعيدك إلى حسابك.
link_elsewhere_title = هل طُلب الرابط على جهاز آخر؟
link_elsewhere_lead = لا يعمل الرابط لتسجيل الدخول إلا حيث طُلب. يمكن لهذا الجهاز أن يعرض لك رمزًا لتكتبه هناك.
link_show_code = عرض الرمز
link_not_asked = لم تطلبه؟ أغلق هذه الصفحة ولا تخبر أحدًا بالرمز.
link_code_title = اكتب هذا الرمز حيث تسجّل الدخول
link_code_lead = الرمز صالح لبضع دقائق، وفي المتصفح الذي طلب الرابط فقط.
link_gone_title = لم يعد هذا الرابط يعمل
link_gone_lead = سبق استخدامه أو انتهت مدته. اطلب رابطًا جديدًا.
new_app_title = إعداد تطبيق مصادقة
new_app_show = عرض رمز QR
new_app_show_again = عرض رمز QR جديد
new_app_scan = امسح رمز QR بتطبيق المصادقة، ثم أدخل الرمز الذي يعرضه التطبيق. لا يظهر رمز QR إلا مرة واحدة.
new_app_picture = رمز QR لتطبيق المصادقة
new_app_letters = أو أدخل هذا المفتاح في التطبيق:
new_app_open = فتح في تطبيق على هذا الجهاز
held_title = أضف مفتاح مرور للمتابعة
held_required = تشترط مؤسستك مفتاح مرور. أضف واحدًا ليتم تسجيل دخولك.
held_more = تشترط مؤسستك مفتاح مرور إضافيًا. أضفه ليتم تسجيل دخولك.
held_after_link = تشترط مؤسستك مفتاح مرور بعد تسجيل الدخول عبر البريد الإلكتروني. أضف واحدًا ليتم تسجيل دخولك.
held_device_bound = تشترط مؤسستك مفتاح مرور يبقى على جهازه، مثل مفتاح أمان. أضف واحدًا ليتم تسجيل دخولك.
held_renewal = تطلب مؤسستك تجديد مفاتيح المرور الأقدم. أضف مفتاح مرور جديدًا ليتم تسجيل دخولك.
held_second_factor = تشترط مؤسستك عاملًا ثانيًا. أضف مفتاح مرور ليتم تسجيل دخولك.
held_new_app = تشترط مؤسستك عاملًا ثانيًا. أعِدّ تطبيق مصادقة ليتم تسجيل دخولك.
held_because = { $why } أضف مفتاح مرور ليتم تسجيل دخولك.
held_because_app = { $why } أعِدّ تطبيق مصادقة ليتم تسجيل دخولك.
held_recovery = أضف مفتاح مرور جديدًا لإكمال استرداد حسابك.
held_new_password = اختر كلمة مرور جديدة لإكمال استرداد حسابك.
help_title = مساعدة من مؤسستك
held_help = ليس لديك جهاز يمكنه حفظ مفتاح مرور؟ اطلب المساعدة من مسؤول في مؤسستك.

## Sign-up

sign_up = إنشاء حساب
sign_up_lead = اختر اسمًا وأنشئ مفتاح مرور. لا توجد كلمة مرور عليك تذكّرها.
display_name_hint = الاسم الذي يراك به الآخرون. إذا تركته فارغًا، فسيُستخدم اسم المستخدم.
sign_up_lead_address = ابدأ بعنوانك. سنرسل إليه رمزًا، حتى لا يستخدمه أحد باسمك.
sign_up_lead_make = خطوة واحدة ويصبح الحساب لك.
have_account = هل لديك حساب؟

## The suggestion after a sign-in

suggest_title = سجّل الدخول أسرع في المرة القادمة
suggest_lead = أضف مفتاح مرور لتسجّل الدخول ببصمة الإصبع أو الوجه أو قفل الشاشة. تبقى طرق تسجيل الدخول الأخرى كما هي.
suggest_here_title = هل تريد إضافة مفتاح مرور على هذا الجهاز أيضًا؟
suggest_here_lead = سجّلت الدخول من دون مفتاح المرور الذي لديك. إذا كان لديك مفتاح على هذا الجهاز، فستكفي نقرة واحدة.
suggest_again_title = يجب تجديد مفاتيح المرور لديك
suggest_again_lead = أصبح المطلوب هنا مفاتيح مرور من نوع آخر. أضف مفتاحًا جديدًا هنا؛ وتبقى المفاتيح القديمة.
suggest_soon_title = سيصبح مفتاح المرور إلزاميًا قريبًا
suggest_soon_lead = تطلب مؤسستك من الجميع مفتاح مرور. أضف مفتاحك الآن، ولن يمنعك شيء من تسجيل الدخول.
later = سأفعل ذلك لاحقًا
saved_notice = تم حفظ مفتاح مرور لحسابك، ويمكنك في المرة القادمة تسجيل الدخول من دون كلمة مرور. إذا كنت لا تريده، فاحذفه أدناه.

## Account > Security

user_menu = قائمة المستخدم
console = الإدارة
account_settings = إعدادات الحساب
account = الحساب
security = الأمان
sign_out = تسجيل الخروج
registered_passkeys = مفاتيح المرور المسجّلة
passkey_mfa = المصادقة متعددة العوامل (MFA) بمفتاح المرور
required_by_policy = مطلوبة بموجب السياسة
no_passkeys = لا توجد مفاتيح مرور بعد. أضف مفتاحًا لتسجّل الدخول بقفل شاشة جهازك.
added = أُضيف في
updated = حُدّث في
last_used = آخر استخدام:
never_used = لم يُستخدم بعد
rename = إعادة تسمية
save = حفظ
delete = حذف
name = الاسم
name_hint = مثلًا «حاسوب المكتب المحمول». يمكنك تغييره لاحقًا.
add_passkey = إضافة مفتاح مرور
backup = وجود مفتاح مرور ثانٍ، على جهاز آخر أو على مفتاح أمان، يقلّل خطر فقدان الوصول إلى حسابك إذا ضاع هذا المفتاح.
locked = تعتمد خيارات الأمان على سياسة مؤسستك وأذونات حسابك. إذا تعذّر عليك تغيير أحد الإعدادات، فتواصل مع أحد المسؤولين في { $organization }.
added_software = تم التسجيل بنجاح. مفتاح المرور البرمجي مسجّل الآن وجاهز للاستخدام كطريقة للمصادقة الثنائية (2FA).
added_hardware = تم التسجيل بنجاح. مفتاح الأمان المادي مسجّل الآن وجاهز للاستخدام كطريقة للمصادقة الثنائية (2FA).
passkeys_off = لا تستخدم مؤسستك مفاتيح المرور هنا.
limit_reached = بلغت الحد الأقصى لعدد مفاتيح المرور. احذف مفتاحًا لإضافة آخر.
care = أضف مفاتيح المرور على الأجهزة التي تخصّك فقط، لا على الأجهزة المشتركة أو العامة. لا تشارك أبدًا مفتاح مرور أو قفل شاشة أو مفتاح أمان.
delete_title = هل تريد حذف مفتاح المرور هذا؟
delete_lead = لن تتمكن بعد ذلك من تسجيل الدخول به. قبل أن تتابع:
delete_point_other = هل لديك مفتاح مرور آخر يعمل؟
delete_point_device = هل الجهاز مفقود أو خارج الخدمة أو تم استبداله؟
delete_point_only = تأكّد من أن هذه ليست طريقة تسجيل الدخول الوحيدة المطلوبة منك.
delete_elsewhere = يؤدي حذفه أيضًا إلى تسجيل خروجك من كل مكان آخر.
delete_confirm = حذف مفتاح المرور
keep = الاحتفاظ به
confirm_title = تأكيد هويتك
confirm_sent = الرمز في طريقه إليك، وهو صالح لبضع دقائق.
sign_in_again = تسجيل الدخول من جديد
sign_in_again_lead = ستعود بعدها إلى هذه الصفحة.
confirm_lead = قبل المتابعة، افتح القفل بمفتاح مرور لديك.

## Still working?

idle_title = هل ما زلت تعمل؟
idle_lead = لا يوجد نشاط هنا منذ فترة. عند انتهاء الوقت سيتم تسجيل خروجك.
idle_left = سيتم تسجيل خروجك خلال { $time }.
idle_stay = البقاء مسجّل الدخول

## Set-up

setup_title = مرحبًا بك في Keystead
setup_lead = أنت المسؤول الأول. أنشئ مفتاح المرور الذي ستسجّل الدخول به.
setup_again_title = إضافة مسؤول أو تمكين مسؤول من الدخول مجددًا
setup_console = بعد ذلك تدير Keystead من العنوان ⁦/admin⁩، وهو أيضًا «الإدارة» في قائمتك.
setup_again_lead = أدخل اسم مسؤول لمنحه مفتاح مرور جديدًا، أو اسمًا جديدًا لإضافة مسؤول.
organisation = المؤسسة
organisation_hint = يظهر في أعلى كل صفحة.
setup_spent_title = لم يعد رابط الإعداد هذا يعمل
setup_spent = سبق استخدامه أو مضى عليه أكثر من ساعة. أنشئ رابطًا جديدًا على الجهاز الذي يعمل عليه الخادم:

## Other pages

waiting_title = أوشكنا على الانتهاء
waiting = هذا الخادم في انتظار إعداده. افتح الرابط المعروض في الطرفية الخاصة به.
waiting_again = أضعت الرابط؟ أنشئ رابطًا جديدًا على الجهاز الذي يعمل عليه الخادم:
front_page = الانتقال إلى الصفحة الرئيسية
front_doors_title = عرض Keystead التوضيحي
front_doors_lead = عرض توضيحي بأعضاء وهميين. يفتح كل مدخل أدناه صفحة تسجيل دخول تجريبية بإعدادات مختلفة.
front_doors_open = أنشئ حسابًا ومفتاح مرور
front_doors_members = سجّل الدخول كعضو تجريبي
front_doors_password = حيثما تُطلب كلمة مرور، فهي
sample_members = أعضاء تجريبيون:
sample_administrator = (مسؤول)
front_doors_messages = الرموز والروابط
front_doors_mailbox = صندوق الرسائل
front_doors_messages_lead = لا يرسل هذا العرض التوضيحي بريدًا ولا رسائل نصية. ما كان سيرسله تجده في
mailbox_title = صندوق الرسائل
mailbox_lead = لا يرسل هذا العرض التوضيحي شيئًا. ما كان سيرسله يظهر هنا، الأحدث أولًا.
mailbox_empty = لا شيء بعد.
mailbox_text_message = رسالة نصية
mailbox_to = إلى:
language = اللغة

## Help
help = مساعدة
support_email = البريد الإلكتروني
support_help_center = مركز المساعدة
support_forum = منتدى المجتمع
privacy = الخصوصية
terms = الشروط
guide = دليل هذه الإعدادات

## Account pages

parts_title = إعدادات أمان أخرى
account_no_script = تحتاج التغييرات في هذه الصفحة إلى JavaScript. فعّله ثم أعد تحميل الصفحة.
recovery_codes = رموز الاسترداد
address = عنوان
addresses = العناوين
linked_account = حساب مرتبط
linked_accounts = الحسابات المرتبطة
sessions = الجلسات والمتصفحات
activity = النشاط
ends_others = يؤدي هذا إلى تسجيل خروجك من كل مكان آخر.
remove = حذف

## Password

password_is_set = معيَّنة
password_is_none = غير معيَّنة
password_changed_at = آخر تغيير:
password_missing = أدخل كلمة مرور جديدة.
password_rule = عدد الأحرف: { $least } على الأقل و{ $most } على الأكثر. من الجيد اختيار عدة كلمات لا يجمع بينها أحد غيرك.
password_set_now = تعيين كلمة المرور
password_change_now = تغيير كلمة المرور
password_remove = حذف كلمة المرور
password_remove_question = هل تريد حذف كلمة المرور؟
password_remove_lead = ستسجّل الدخول بالطرق الأخرى لديك. يؤدي هذا إلى تسجيل خروجك من كل مكان آخر.
password_stays = تبقى كلمة المرور، لأنك لن تتمكن من تسجيل الدخول من دونها.
password_set_news = تم تعيين كلمة المرور.
password_removed_news = تم حذف كلمة المرور.

## Authenticator app

app_lead = يعرض تطبيق على هاتفك رمزًا جديدًا كل نصف دقيقة. تكتب هذا الرمز عند تسجيل الدخول.
app_set_up_now = إعداد تطبيق
app_replace_now = إعداد تطبيق آخر
app_replaces = يظل تطبيقك الحالي يعمل إلى أن تُدخل رمزًا من التطبيق الجديد.
app_not_offered = لم تعد تطبيقات المصادقة مستخدمة هنا. يمكنك حذف تطبيقك.
app_remove = حذف التطبيق
app_remove_question = هل تريد حذف تطبيق المصادقة؟
app_remove_lead = تتوقف رموزه عن العمل فورًا. يؤدي هذا إلى تسجيل خروجك من كل مكان آخر.
app_confirm = استخدام هذا التطبيق
app_added_news = تم إعداد تطبيق المصادقة.
app_removed_news = تم حذف تطبيق المصادقة.
code_missing = أدخل الرمز.

## Recovery codes

codes_left = الرموز المتبقية
codes_made = تاريخ الإنشاء:
codes_lead = احتفظ بهذه الرموز على ورقة أو في مكان آمن. يعمل كل رمز مرة واحدة، عندما لا تنفع أي طريقة أخرى.
codes_draw = إنشاء رموز الاسترداد
codes_draw_again = إنشاء رموز جديدة
codes_question = هل تريد إنشاء رموز جديدة؟
codes_warning = تتوقف رموزك الحالية عن العمل فورًا. يؤدي هذا إلى تسجيل خروجك من كل مكان آخر.
codes_not_offered = لم تعد رموز الاسترداد مستخدمة هنا.
codes_title = رموز الاسترداد الجديدة
codes_once = لا تظهر إلا هذه المرة. احفظها الآن.
codes_print = طباعة
codes_download = تنزيل كملف نصي

## Addresses

addresses_lead = تصل الرسائل والرموز إلى هذه العناوين. عند إضافة عنوان أو حذفه، نُبلغ جميع عناوينك الأخرى.
addresses_none = ليس لديك أي عنوان بعد.
address_verified = مؤكَّد
address_unverified = غير مؤكَّد
address_verify = تأكيد
address_add_title = إضافة عنوان
address_label = البريد الإلكتروني أو رقم الهاتف
address_missing = أدخل عنوانًا.
address_phone_hint = ابدأ رقم الهاتف بعلامة + ثم رمز البلد.
address_verify_title = أدخل الرمز
address_sent = هناك رمز في طريقه إلى { $address }، وهو صالح لبضع دقائق.
address_confirm = تأكيد العنوان
address_keep_title = ما الذي يخصّك؟
address_keep_lead = كان هذا العنوان مسجّلًا في حسابك قبل أن يُثبت أحد أنه له. حدّد ما أعددته بنفسك: سيُحذف كل ما عداه.
address_stays = يبقى هذا العنوان، لأن إحدى طرق تسجيل الدخول أو الاسترداد بحاجة إليه.
address_remove_question = هل تريد حذف هذا العنوان؟
address_remove_lead = إذا كان مؤكَّدًا، فسنرسل إليه رمزًا أولًا. يؤدي الحذف إلى تسجيل خروجك من كل مكان آخر.
address_remove_code = الرمز المرسل إلى هذا العنوان
address_added_news = تم تأكيد العنوان.
address_removed_news = تم حذف العنوان.

## Linked accounts

links_lead = تتيح لك هذه الحسابات لدى جهات أخرى تسجيل الدخول هنا.
links_none = لا يوجد حساب مرتبط.
link_with = ربط حساب لدى { $provider }
link_remove = إزالة الربط
link_stays = يبقى هذا الحساب مرتبطًا، لأنك لن تتمكن من تسجيل الدخول من دونه.
link_remove_question = هل تريد إزالة ربط هذا الحساب؟
link_remove_lead = لن تتمكن بعد ذلك من تسجيل الدخول به هنا.
link_removed_news = تمت إزالة ربط الحساب.
linked_at = تاريخ الربط:

## Sessions and browsers

sessions_title = أين سجّلت الدخول
more_are = و{ $count } غيرها.
session_this = هذه الجلسة
session_began = تاريخ تسجيل الدخول:
session_active = آخر نشاط:
session_end = إنهاء
sessions_end_others = إنهاء كل الجلسات الأخرى
sessions_end_question = هل تريد إنهاء كل الجلسات الأخرى؟
sessions_end_lead = لن تبقى إلا جلستك هنا.
session_ended_news = تم إنهاء الجلسة.
sessions_ended_news = تم إنهاء كل الجلسات الأخرى.
feedback_title = رأيك في مفاتيح المرور
feedback_lead = أنت تجرّب مفاتيح المرور قبل الجميع. أخبرنا كيف كانت التجربة:
feedback_understand = هل إضافة مفتاح مرور سهلة الفهم؟
feedback_works = هل يعمل تسجيل الدخول على جهازك؟
feedback_wording = هل نصوص المطالبات واضحة؟
feedback_fallback = هل يسهل العثور على بديل كلمة المرور؟
feedback_confusion = هل يسبب أي جهاز أو متصفح التباسًا؟
feedback_yes = نعم
feedback_partly = جزئيًا
feedback_no = لا
feedback_remark = هل من شيء آخر؟ (اختياري)
feedback_send = إرسال الرأي
feedback_given_news = شكرًا. تم إرسال رأيك.
browsers_title = المتصفحات المعروفة
browsers_lead = سبق أن سجّلت الدخول بهذه المتصفحات. عند نسيان متصفح، يُطلب منه كل شيء من جديد.
browsers_none = لا توجد متصفحات معروفة.
browser_this = هذا المتصفح
browser_seen = آخر ظهور:
browser_trusted = لا يُطلب عامل ثانٍ حتى
browser_forget = نسيان
browser_forgotten_news = تم نسيان المتصفح.
browser_on = { $browser } على { $system }
browser_unknown = متصفح أو برنامج غير معروف

## Activity

activity_lead = ما حدث في حسابك خلال آخر 90 يومًا، الأحدث أولًا. إذا لم تكن أنت من قام بشيء منه، فغيّر كلمة المرور وأنهِ جلساتك الأخرى.
activity_none = لم يحدث شيء خلال آخر 90 يومًا.
event_sign_in = تسجيل الدخول
event_sign_up = إنشاء الحساب
event_step_up = تأكيد الهوية
event_sign_out = تسجيل الخروج
event_session_idle = تسجيل الخروج بسبب عدم النشاط
event_device_allowed = السماح لتطبيق بالدخول على جهاز
event_device_refused = رفض دخول تطبيق على جهاز
event_approval_requested = طلب تطبيق موافقة
event_approval_given = تمت الموافقة على طلب تطبيق
event_approval_denied = تم رفض طلب تطبيق
event_approval_expired = لم تُعطَ الموافقة في الوقت المحدد
event_code_exchanged = تسليم جلسة إلى موقع
event_session_revoked = إنهاء جلسة
event_other_sessions_revoked = إنهاء كل الجلسات الأخرى
event_user_suspended = تعليق الحساب
event_user_restored = إلغاء تعليق الحساب
event_passkey_added = إضافة مفتاح مرور
event_passkey_renamed = إعادة تسمية مفتاح مرور
event_passkey_removed = حذف مفتاح مرور
event_passkey_confirmed = تأكيد مفتاح مرور
event_passkeys_replaced = إيقاف استخدام مفاتيح مرور
event_recovered = استرداد الحساب
event_recovery_waits = طلب الاسترداد
event_recovery_stopped = إيقاف الاسترداد
event_access_pass_issued = إصدار تصريح وصول مؤقت
event_enrolment_link_sent = إرسال رابط لإنشاء مفتاح مرور
event_access_pass_ended = إنهاء تصريح الوصول المؤقت
event_totp_added = إعداد تطبيق المصادقة
event_totp_removed = حذف تطبيق المصادقة
event_recovery_codes_drawn = إنشاء رموز الاسترداد
event_recovery_code_used = استخدام رمز استرداد
event_password_set = تعيين كلمة المرور
event_password_changed = تغيير كلمة المرور
event_password_removed = حذف كلمة المرور
event_account_linked = ربط حساب
event_account_unlinked = إزالة ربط حساب
event_application_entered = تسجيل الدخول إلى تطبيق
event_application_left = قُطع اتصال تطبيق
event_passkey_noticed = ملاحظة تغيّر في مفتاح مرور
event_address_added = إضافة عنوان
event_address_removed = حذف عنوان
event_factors_cleared = حذف طرق لتسجيل الدخول عند التأكيد الأول
event_invitation_accepted = قبول الدعوة
event_guessing_stopped = حظر طريقة تسجيل الدخول بعد محاولات خاطئة
event_guessing_allowed = السماح بطريقة تسجيل الدخول من جديد
event_device_trusted = تذكُّر متصفح
event_device_forgotten = نسيان متصفح
event_other = تغيير في الحساب
refused_sign_in = رفض تسجيل الدخول
refused_sign_up = رفض إنشاء الحساب
refused_step_up = رفض تأكيد الهوية
refused_passkey = رفض تغيير مفاتيح المرور
refused_password = رفض تغيير كلمة المرور
refused_other = رفض التغيير

## Passkeys, step by step

tested_notice = مفتاح المرور هذا يعمل.
only_brand = جميع مفاتيح المرور لديك محفوظة لدى { $brand } ولا تصل إلا إلى أجهزة هذه العلامة. للأجهزة الأخرى، أضف مفتاح مرور عليها أو مفتاح أمان.
older_key = مفتاح قديم، أو بلا رقم PIN؟
test_passkey = اختبار
kinds_title = ما هي أنواع مفاتيح المرور هذه
kind_device_name = مفتاح المرور: أدوات مصادقة النظام الأساسي
kind_phone_name = مفتاح المرور: أداة مصادقة متعددة الأنظمة الأساسية
kind_key_name = مفاتيح الأمان
kind_passkey_name = مفتاح مرور
kind_device = مدمج في الجهاز ويُستخدم عليه أو على جميع الأجهزة المتزامنة. يُحفظ في شريحة الأمان في الجهاز، مثل TPM في Windows.
kind_phone = هاتفك (Android أو iOS)، ويُستخدم لتسجيل الدخول على جهاز آخر قريب. يُحفظ على الهاتف.
kind_key = جهاز مستقل، مثل YubiKey، عبر USB أو NFC أو Bluetooth. يُحفظ عليه وحده. لا يُزامَن مع السحابة، ويجب أن يكون حاضرًا فعليًا مع الجهاز المستخدم.
delete_why_lost = مفقود أو مسروق
delete_why_retired = لم يعد مستخدمًا
delete_why_replaced = تم استبداله بآخر
app_enabled = مفعّل
app_not_set_up = غير مُعدّ
app_added = تاريخ الإضافة:
address_added = تاريخ الإضافة:
new_device = لدي جهاز جديد
new_device_lead = ثلاث خطوات، ثم تسجّل الدخول بجهازك الجديد. افعل الشيء نفسه إذا فقدت جهازًا.
new_device_old_title = إيقاف الجهاز القديم
replace_question = هل تريد إيقاف مفاتيح المرور الأخرى؟
replace_effects = لن تعمل حتى تؤكدها. سيتم تسجيل خروجك من كل مكان آخر، وتُبلَّغ عناوينك.
replace_none = لا يوجد مفتاح مرور آخر قيد الاستخدام.
replaced_news = تم إيقاف مفاتيح المرور الأخرى.
new_device_add_title = إضافة مفتاح مرور على هذا الجهاز
new_device_old_ones_title = حذف المفاتيح القديمة
new_device_old_ones = احذف ما لم تعد تستخدمه عندما تتأكد.
register_title = إضافة مفتاح مرور خطوة بخطوة
register_tabs = الطرق
register_where = أين تريد حفظه؟
register_mobile = الأجهزة المحمولة/مدير كلمات المرور
register_here = هذا الجهاز، أو مدير كلمات المرور فيه
register_phone = جهاز iPhone أو iPad أو Android
register_phone_hint = يظهر رمز QR. افتح تطبيق الكاميرا على هاتفك ووجّهه إلى الرمز مع تشغيل Bluetooth. اضغط هناك على «تسجيل» أو «إنشاء مفتاح مرور»، ثم أكّد هويتك عبر Face ID أو Touch ID أو بصمة الإصبع أو رقم PIN للجهاز. تجنّب الأجهزة التي لا تكون دائمًا في متناولك، مثل الأجهزة اللوحية.
register_physical = جهاز مادي
register_physical_hint = اختر «مفتاح أمان» إذا سألك المتصفح. أدخل المفتاح في منفذ USB، أو قرّبه من الجهاز لاستخدام NFC، وأدخل رقم PIN الخاص به عند الطلب، ثم المس زره أو مستشعره.
name_device = سمِّ جهازك
register = تسجيل
registered_software_title = تم التسجيل بنجاح
registered_software = مفتاح المرور البرمجي مسجّل الآن وجاهز للاستخدام كطريقة للمصادقة الثنائية (2FA).
registered_hardware_title = نجح التسجيل
registered_hardware = مفتاح الأمان المادي مسجّل الآن وجاهز للاستخدام كطريقة للمصادقة الثنائية (2FA).
registered_first = يمكنك تسجيل الدخول به من الآن.

## Telling support

report_title = أخبر الدعم بما حدث
report_lead = لا يُرسَل إلا ما يظهر هنا. لن يطلب منك أي شخص يساعدك كلمة مرور أو رمز PIN أو بصمتك أو وجهك.
report_device = الجهاز والمتصفح
report_error = الخطأ
report_doing = ماذا كنت تفعل؟
report_sign_in = تسجيل الدخول
report_setup = إضافة مفتاح مرور
report_password = هل ما زالت كلمة مرورك تعمل؟
report_untried = لم أجرّب
report_yes = نعم
report_no = لا
report_none = ليست لدي كلمة مرور
report_words = ماذا حدث؟
report_hint = لا تكتب هنا كلمة مرور أو رمز PIN أو أي رمز.
report_send = إرسال
report_sent = تم الإرسال. يجد الدعم بلاغك بالرمز المرجعي.

# Applications
application_title = هل تريد تسجيل الدخول إلى هذا التطبيق؟
application_may = يمكنه:
application_unknown = تطبيق غير معروف من
application_unchecked = لم يتحقق منه أحد هنا. إذا تابعت فستُنقل إلى
application_signed_in = سجّلت الدخول باسم
application_wants_proof = يطلب منك هذا التطبيق تأكيد هويتك:
application_scope_openid = معرفة أنك أنت
application_scope_profile = رؤية اسمك واسم المستخدم
application_scope_email = رؤية عنوان بريدك الإلكتروني
application_scope_phone = رؤية رقم هاتفك
application_scope_offline = البقاء مسجّلاً الدخول أثناء غيابك
application_scope_view = رؤية إعدادات أمان حسابك
application_scope_manage = تغيير إعدادات أمان حسابك
application_allow = متابعة
application_switch = استخدام حساب آخر
application_other_title = هذا التطبيق يتوقع حساباً آخر
application_back_title = جارٍ إعادتك
application_back = إذا لم يحدث شيء، فتابع من هنا.
application_gone_title = هذا الطلب غير مكتمل
application_gone = العنوان الذي أتى بك إلى هنا غير مكتمل أو قديم جداً. عُد إلى التطبيق وابدأ من جديد.
applications = التطبيقات المتصلة
applications_lead = تسجّل الدخول إلى هذه التطبيقات بهذا الحساب.
applications_none = لا يوجد تطبيق متصل.
application_since = متصل منذ
application_disconnect = قطع الاتصال
application_disconnect_question = هل تريد قطع اتصال هذا التطبيق؟
application_disconnect_lead = لن يرى بعد ذلك أي شيء من حسابك، وسيسألك مجدداً قبل تسجيل دخولك التالي.
application_disconnected_news = قُطع اتصال التطبيق.
logout_title = هل تريد تسجيل الخروج؟
logout_lead = ستُسجَّل خروجك هنا، وتُبلَّغ التطبيقات التي سجّلت الدخول إليها بهذا الحساب.
device_title = تسجيل الدخول على جهاز
device_lead = اكتب الرمز الذي يعرضه جهازك.
device_code = الرمز
device_unknown = لا يعرض أي جهاز هذا الرمز، أو لم يعد يعرضه. تحقق منه أو اطلب من جهازك رمزًا جديدًا.
device_too_often = رموز خاطئة كثيرة جدًا. انتظر عشر دقائق ثم حاول مرة أخرى.
device_question = هل تسمح لهذا التطبيق بالدخول على جهازك؟
device_warning = تابع فقط إذا بدأت هذا بنفسك على جهاز أمامك. إذا أرسل إليك شخص ما هذا الرمز أو هذا الرابط فألغِ العملية، وإلا فسيدخل إلى حسابك.
device_from = جاء الطلب من:
device_proof = التأكيد بمفتاح المرور
device_needs_passkey = لا يسمح بذلك إلا إثبات جديد بمفتاح مرور.
device_passkeys = مفاتيح المرور الخاصة بك
device_allow = السماح بالدخول
device_allowed_title = تم السماح لجهازك بالدخول
device_allowed = ارجع إلى جهازك، فسيتابع تلقائيًا. يمكنك إغلاق هذه الصفحة.
device_refused_title = لم يُسمح لأحد بالدخول
device_refused = لن يحصل الجهاز على شيء. يمكنك إغلاق هذه الصفحة.
device_gone = الرمز قديم جدًا أو تمت الإجابة عنه بالفعل. اطلب من جهازك رمزًا جديدًا.
approvals = الموافقات
approvals_none = لا شيء ينتظر موافقتك.
approval_title = هل توافق على هذا؟
approval_asker = بطلب من
approval_somebody = مستخدم آخر لهذا التطبيق
approval_until = حتى
approval_warning = لا توافق إلا على ما تتوقعه وتفهمه. مفتاح مرورك يوقّع هذا النص بعينه.
approval_approve = الموافقة بمفتاح مرور
approval_deny = رفض
approval_needs_passkey = لا تتم الموافقة إلا بمفتاح مرور، وليس لديك مفتاح هنا.
approval_own = أنت من طلب هذا. يجب أن يوافق عليه شخص آخر.
approval_given_title = لقد وافقت
approval_given = يمكن للتطبيق الآن جلب الإيصال. يمكنك إغلاق هذه الصفحة.
approval_denied_title = لقد رفضت
approval_denied = سيعلم التطبيق أنك رفضت. يمكنك إغلاق هذه الصفحة.
approval_back = العودة إلى التطبيق
approval_gone_title = لا شيء هنا للموافقة عليه
approval_gone = تمت الإجابة عنه بالفعل، أو أنه قديم جدًا، أو موجّه إلى حساب آخر.
