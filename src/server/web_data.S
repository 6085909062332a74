/* The dashboard's files (tools/web_embed.cc), embedded as they are. */
    .section .rodata
    .balign 16
    .globl bartizan_web_begin
    .hidden bartizan_web_begin
bartizan_web_begin:
    .incbin BARTIZAN_WEB
    .byte 0
    .section .note.GNU-stack,"",%progbits
