-- Of the next look at activity every session has a row, and it says who is there.
select set_config('lifeguard.looked', '', false) as looked,
       set_config('lifeguard.present', '', false) as present
