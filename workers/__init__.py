"""newsloom's one package. A reading order:

    pipeline    the path of an article, as one expression
    step        one stage of one url: look, run, record, retry
    tasks       Celery's four tasks            app       the Celery application and its settings
    schedule    dispatch, polls, pruning,      bootstrap where real services meet
                second thoughts

then a room a stage, each with pure modules that decide and a `stage` that calls them in order:

    feeds       a feed -> new urls             fetch     url -> page
    clean       page -> article                dedupe    article -> copy of whom
    assign      article -> story

and what they stand on:

    ledger      the truth, in SQL              model     values that travel
    text, urls  words and addresses            errors    try again, or not
    settings, log, retry                       server    a Redis of our own (guardian keeps it)

    supervisor, named, cli                     processes, their names, and commands
    demo                                       a small news web

docs/design.md says why. Imports go one way (import-linter, pyproject.toml).
"""
