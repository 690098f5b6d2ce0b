"""`python -m workers.cli`: the newsloom command, where the script is not on the PATH."""

from workers.cli import main

main()
