/* The compiled catalogues (docs/catalogs.md), embedded as they are. */
    .section .rodata
    .balign 16
    .globl bartizan_catalog_begin
    .hidden bartizan_catalog_begin
bartizan_catalog_begin:
    .incbin BARTIZAN_CATALOG
    .globl bartizan_catalog_end
    .hidden bartizan_catalog_end
bartizan_catalog_end:
    .byte 0
    .section .note.GNU-stack,"",%progbits
