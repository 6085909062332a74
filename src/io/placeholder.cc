namespace bartizan::io {}
