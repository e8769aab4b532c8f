# Prints a Markdown file with each part between "<!-- lifeguard ARGS -->" and "<!-- end -->" made anew by that command.
# -v binary=PATH: the lifeguard to ask. Headings go one level down.
/^<!-- end -->$/ { generated = 0 }
!generated { print }
/^<!-- lifeguard .* -->$/ {
  arguments = $0
  sub(/^<!-- lifeguard /, "", arguments)
  sub(/ -->$/, "", arguments)
  command = binary " " arguments
  while ((command | getline line) > 0) {
    if (line ~ /^#/) line = "#" line
    print line
  }
  if (close(command) != 0) exit 1
  generated = 1
}
