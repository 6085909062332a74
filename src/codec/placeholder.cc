namespace bartizan::codec {}
