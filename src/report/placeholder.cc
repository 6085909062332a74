namespace bartizan::report {}
