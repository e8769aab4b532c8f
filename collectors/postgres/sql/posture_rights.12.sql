-- Which of what only superusers may read by default has been granted to us, so that nothing is asked in vain.
select has_table_privilege('pg_hba_file_rules', 'select')
         and has_function_privilege('pg_hba_file_rules()', 'execute') as hba_rules,
       has_column_privilege('pg_authid', 'rolname', 'select')
         and has_column_privilege('pg_authid', 'rolpassword', 'select') as password_hashes
