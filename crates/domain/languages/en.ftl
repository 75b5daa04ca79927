## Waits and times

wait_seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
wait_minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
wait_hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
wait_moment = a moment
just_now = just now
minutes_ago = { $count ->
    [one] { $count } minute ago
   *[other] { $count } minutes ago
}
hours_ago = { $count ->
    [one] { $count } hour ago
   *[other] { $count } hours ago
}
days_ago = { $count ->
    [1] yesterday
   *[other] { $count } days ago
}
month_short = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
month_long = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
day = { $day } { month_short } { $year }
exact = { day }, { $time } UTC
moment = { $day } { month_long } { $year }, { $time } UTC
