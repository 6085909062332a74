#include <doctest/doctest.h>

#include <string>

#include "base/budget.h"
#include "scan/formats/template/fold.h"
#include "scan/formats/template/lexer.h"
#include "scan/formats/template/parser.h"

namespace bartizan::scan::templates {
namespace {

struct Read {
  explicit Read(std::string source) : text(std::move(source)) {
    base::Vec<Token> tokens(budget);
    failure = lex(text, tokens);
    const Failure grammar = parse_template(text, tokens, 128, tree);
    if (!failure) failure = grammar;
  }
  base::Limits limits;
  base::Budget budget{limits};
  std::string text;
  Tree tree{budget};
  Failure failure;
};

// The folded value of `expression`, which is put into a variable named result.
std::string fold(const std::string& expression, const std::string& before = "") {
  Read read(before + "{% set result = " + expression + " %}");
  INFO(expression);
  REQUIRE(!read.failure);
  Folder folder(read.budget, read.tree);
  REQUIRE(folder.prepare());
  const auto bound = folder.scope().find("result");
  REQUIRE(bound.size() == 1);
  const Value value = folder.value(bound.front().node);
  switch (value.kind) {
    case Value::Kind::string: {
      std::string shown(folder.text(value));
      for (char& c : shown) {
        if (c == kHole) c = '?';
      }
      return shown;
    }
    case Value::Kind::integer:
      return std::to_string(value.number);
    case Value::Kind::list:
      return "<list>";
    default:
      return value.built ? "<built>" : "<unknown>";
  }
}

TEST_CASE("template parser: what jinja2 accepts") {
  for (const char* text : {"",
                           "plain { text } with 100 % of { # braces",
                           "{{ a }}",
                           "{{- a -}}",
                           "{{+ a }}",
                           "{# {{ #}",
                           "{#- -#}x",
                           "{% raw %}{{ {% if %}{% endraw %}",
                           "{%- raw -%} x {%- endraw -%}",
                           "{{ {'a': {'b': 1}} }}",
                           "{{ {} }}",
                           "{{ [] }}",
                           "{{ () }}",
                           "{{ (1,) }}",
                           "{{ 1, 2 }}",
                           "{{ 'a' \"b\" }}",
                           "{{ 'it\\'s' }}",
                           "{{ 1_000 + 0x1F + 0b1 + 1.5e-3 }}",
                           "{{ a.b.c['d'][0][1:2][::-1][:, 1](x, *y, z=1, **w) }}",
                           "{{ a.0.b }}",
                           "{{ a|f|g(1)|h.i(j=2) }}",
                           "{{ not a is defined and b is not none or c in d }}",
                           "{{ a is divisibleby 3 }}",
                           "{{ a is sameas none }}",
                           "{{ a is in [1, 2] }}",
                           "{{ a if b }}",
                           "{{ a if b else c if d else e }}",
                           "{{ -a ** -b % c // d }}",
                           "{{ (a)|b }}",
                           "{{ 'x'.join(y) }}",
                           "{{ a not in b }}",
                           "{{ a == b != c < d }}",
                           "{% for a in b %}{% endfor %}",
                           "{% for a, b in c if d recursive %}{% else %}{% endfor %}",
                           "{% for (a, b) in c %}{{ loop(a) }}{% endfor %}",
                           "{% if a %}{% elif b %}{% elif c %}{% else %}{% endif %}",
                           "{% if a, b %}{% endif %}",
                           "{% set a = 1 %}",
                           "{% set a, b = 1, 2 %}",
                           "{% set ns.a = 1 %}",
                           "{% set a %}x{% endset %}",
                           "{% set a | upper | trim %}x{% endset %}",
                           "{% macro a(b, c=1) %}{{ varargs }}{% endmacro %}",
                           "{% call a() %}{% endcall %}",
                           "{% call(b, c) a(1) %}{% endcall %}",
                           "{% filter upper | trim %}x{% endfilter %}",
                           "{% with %}{% endwith %}",
                           "{% with a = 1, b = 2 %}{% endwith %}",
                           "{% block a scoped %}{% endblock a %}",
                           "{% generation %}{% endgeneration %}",
                           "{% autoescape true %}{% endautoescape %}",
                           "{% include 'a' ignore missing %}",
                           "{% include ['a', 'b'] without context %}",
                           "{% import 'a' as b with context %}",
                           "{% from 'a' import b as c, d %}",
                           "{% extends 'a' %}",
                           "{% do a() %}",
                           "{% for a in b %}{% break %}{% continue %}{% endfor %}",
                           "{% print a %}",
                           "{% if a: %}{% else: %}{% endif %}",
                           "{{ a[] }}"}) {
    const Read read(text);
    INFO(std::string(text) << ": " << std::string(read.failure.what));
    CHECK(!read.failure);
  }
}

TEST_CASE("template parser: what jinja2 refuses") {
  for (const char* text : {"{{",
                           "{{ }}",
                           "{{ a",
                           "{{ a b }}",
                           "{{ 'a }}",
                           "{{ a. }}",
                           "{{ a[ }}",
                           "{{ (a }}",
                           "{{ a) }}",
                           "{{ a| }}",
                           "{{ a is }}",
                           "{{ a ! b }}",
                           "{{ ? }}",
                           "{#",
                           "{%",
                           "{% %}",
                           "{% if %}{% endif %}",
                           "{% if a %}",
                           "{% if a %}{% endfor %}",
                           "{% endif %}",
                           "{% else %}",
                           "{% for a %}{% endfor %}",
                           "{% for a in b %}",
                           "{% set %}",
                           "{% set 1 = 2 %}",
                           "{% set a = %}",
                           "{% macro %}{% endmacro %}",
                           "{% unknown %}",
                           "{% raw %}",
                           "{% call a %}{% endcall %}",
                           "{% if a %}{% else %}{% elif b %}{% endif %}",
                           "{{ {a} }}"}) {
    const Read read(text);
    INFO(std::string(text));
    CHECK(read.failure);
  }
}

TEST_CASE("template parser: depth is counted, length is not") {
  const auto repeated = [](const char* text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
  };
  CHECK(Read("{{ " + repeated("(", 500) + "a" + repeated(")", 500) + " }}").failure);
  CHECK(Read("{{ " + repeated("[", 100'000) + " }}").failure);
  CHECK(Read("{{ " + repeated("not ", 10'000) + "a }}").failure);
  CHECK(Read("{{ " + repeated("-", 10'000) + "a }}").failure);
  CHECK(Read("{{ a" + repeated(".b", 10'000) + " }}").failure);
  CHECK(Read(repeated("{% if a %}", 10'000)).failure);
  CHECK(Read(repeated("{% set a %}", 10'000)).failure);
  CHECK_FALSE(Read("{{ a" + repeated(" ~ 'b'", 10'000) + " }}").failure);
  CHECK_FALSE(Read("{{ a" + repeated(" and b", 10'000) + " }}").failure);
  CHECK_FALSE(Read("{% if a %}" + repeated("{% elif b %}", 10'000) + "{% endif %}").failure);
}

TEST_CASE("template folding: strings") {
  CHECK(fold("'__cla' ~ 'ss__'") == "__class__");
  CHECK(fold("'__cla' + 'ss__'") == "__class__");
  CHECK(fold("'\\x5f\\u005f\\137\\N{LOW LINE}\\U0000005F'") == "_____");
  CHECK(fold("'\\n\\q\\\\'") == "\n\\q\\");
  CHECK(fold("'__ssalc__'[::-1]") == "__class__");
  CHECK(fold("'abcdef'[1:4]") == "bcd");
  CHECK(fold("'abcdef'[-2:]") == "ef");
  CHECK(fold("'abc'[0] ~ 'abc'[-1]") == "ac");
  CHECK(fold("['a', 'b']|join('-')") == "a-b");
  CHECK(fold("'-'.join(['a', 'b'])") == "a-b");
  CHECK(fold("dict(__cla=1, ss__=2)|join") == "__class__");
  CHECK(fold("{'a': 'b'}['a']") == "b");
  CHECK(fold("{'a': 'b'}.a") == "b");
  CHECK(fold("['a', 'b']|first ~ ('a', 'b')|last") == "ab");
  CHECK(fold("'%c%s%d%%' % (65, 'b', 3)") == "Ab3%");
  CHECK(fold("'%s' | format('x')") == "x");
  CHECK(fold("'{}{1}'.format('a', 'b')") == "ab");
  CHECK(fold("'aXb'|replace('X', '_')") == "a_b");
  CHECK(fold("'Ab'|lower ~ 'Ab'|upper ~ ' x '|trim") == "abABx");
  CHECK(fold("'ab' * 3") == "ababab");
  CHECK(fold("'a' * 100000000").size() <= 4096);
  CHECK(fold("a", "{% set a = 'x' ~ 'y' %}") == "xy");
  CHECK(fold("ns.a", "{% set ns = namespace(a='x') %}") == "x");
  CHECK(fold("m('b')", "{% macro m(p) %}a{{ p }}c{% endmacro %}") == "abc");
  CHECK(fold("a", "{% set a %}x{{ 'y' }}{% endset %}") == "xy");
}

TEST_CASE("template folding: what is not known") {
  CHECK(fold("a") == "<unknown>");
  CHECK(fold("a.b[0]|trim") == "<unknown>");
  CHECK(fold("a + b") == "<unknown>");
  CHECK(fold("'x' ~ a ~ 'y'") == "x?y");
  CHECK(fold("a|string ~ '_'") == "?_");
  CHECK(fold("'abc'|random") == "<built>");
  CHECK(fold("'a'|length") == "<unknown>");
  CHECK(fold("2 ** 10 + 3 * 2 - 1") == "1029");
  CHECK(fold("result ~ 'x'") == "?x");
  CHECK(fold("b", "{% set a = b %}{% set b = a %}") == "<unknown>");
}

}  // namespace
}  // namespace bartizan::scan::templates
