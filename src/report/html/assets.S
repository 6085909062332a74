/* The page's style and script, embedded as they stand in their files. */
    .section .rodata
    .globl bartizan_html_style_begin
    .hidden bartizan_html_style_begin
bartizan_html_style_begin:
    .incbin BARTIZAN_HTML_STYLE
    .globl bartizan_html_style_end
    .hidden bartizan_html_style_end
bartizan_html_style_end:
    .globl bartizan_html_script_begin
    .hidden bartizan_html_script_begin
bartizan_html_script_begin:
    .incbin BARTIZAN_HTML_SCRIPT
    .globl bartizan_html_script_end
    .hidden bartizan_html_script_end
bartizan_html_script_end:
    .byte 0
    .section .note.GNU-stack,"",%progbits
