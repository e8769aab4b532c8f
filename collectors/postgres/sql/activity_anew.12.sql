-- Of the next look at activity every session has a row.
select set_config('lifeguard.looked', '', false) as looked
