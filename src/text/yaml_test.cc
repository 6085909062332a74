#include <doctest/doctest.h>

#include "text/show_test.h"

namespace bartizan::text {
namespace {

// Documents, each on a line of its own.
std::string yaml(std::string_view text, bool lines = false) {
  const base::Limits limits;
  base::Budget budget(limits);
  const auto documents = parse_yaml(text, budget);
  if (budget.memory() != 0) return "memory was not given back";
  if (!documents) {
    return std::string(documents.error().what) + " @" + std::to_string(documents.error().offset);
  }
  std::string out;
  for (const Node& document : *documents)
    out += (out.empty() ? "" : " --- ") + show(document, lines);
  return out;
}

TEST_CASE("yaml: mappings and sequences in blocks") {
  CHECK(yaml("a: 1\nb:\n  c: x y\n  d: [1, two]\ne:\n- f\n- g: h\n  i: j\n", true) ==
        "{a@1:1,b@3:{c@3:\"x y\",d@4:[@41,@4\"two\"]},e@6:[@6\"f\",@7{g@7:\"h\",i@8:\"j\"}]}");
  CHECK(yaml("- a\n-\n  - b\n  -   - c\n      - d\n- \n- e: f\n") ==
        "[\"a\",[\"b\",[\"c\",\"d\"]],null,{e:\"f\"}]");
  CHECK(yaml("a:\n  - b\nc:\nd: ~\n") == "{a:[\"b\"],c:null,d:null}");
  CHECK(yaml("a:\n- b\n-\nc: d") == "{a:[\"b\",null],c:\"d\"}");
  CHECK(yaml("a: b\r\nc:\r\n  - d\r\n") == "{a:\"b\",c:[\"d\"]}");
  CHECK(yaml("\"a b\": 1\n'c: d' : 2\ne f: 3\nhttp://x:80: 4\n: 5") ==
        "{a b:1,c: d:2,e f:3,http://x:80:4,:5}");
  CHECK(yaml("a: 1\na: 2") == "{a:1,a:2}");
}

TEST_CASE("yaml: plain scalars and what they are") {
  CHECK(yaml("[1, -2.5, 1e3, 0x1F, 0o7, .inf, 1.2.3, 1_0, '1', 0.5.]") ==
        "[1,-2.5,1e3,0x1F,0o7,.inf,\"1.2.3\",\"1_0\",\"1\",\"0.5.\"]");
  CHECK(yaml("[true, False, yes, null, Null, ~, on]") ==
        "[true,false,\"yes\",null,null,null,\"on\"]");
  CHECK(yaml("a: b#c # d\ne: f:g\nh: -x\ni: ?y\nj: :z\nk: 2026-01-01\n") ==
        "{a:\"b#c\",e:\"f:g\",h:\"-x\",i:\"?y\",j:\":z\",k:\"2026-01-01\"}");
  CHECK(yaml("a: one\n  two\n\n  three # end\nb: c") == "{a:\"one two\nthree\",b:\"c\"}");
  CHECK(yaml("a:\n  one\n  two\n") == "{a:\"one two\"}");
  CHECK(yaml("just text\nmore") == "\"just text more\"");
}

TEST_CASE("yaml: quoted scalars") {
  CHECK(yaml(R"(["a\n\x41\u00e9\U0001F600\"\\\/\_", 'it''s', "", ''])") ==
        "[\"a\nA\u00e9\U0001F600\"\\/\u00a0\",\"it's\",\"\",\"\"]");
  CHECK(yaml(R"("\ud83d\ude00 \ud83d")") == "\"\U0001F600 \ufffd\"");
  CHECK(yaml("a: \"one  \n  two\n\n  three\\\n   four\\t \n  five\"") ==
        "{a:\"one two\nthreefour\t five\"}");
  CHECK(yaml("a: 'one\n  two\n\n\n  three'") == "{a:\"one two\n\nthree\"}");
  CHECK(yaml("a: \"x: # y\" # z") == "{a:\"x: # y\"}");
}

TEST_CASE("yaml: block scalars") {
  CHECK(yaml("a: |\n  one\n   two\n\n  three\n\nb: c") == "{a:\"one\n two\n\nthree\n\",b:\"c\"}");
  CHECK(yaml("a: |-\n  one\n\n\nb: |+\n  two\n\n\nc: |\n  three") ==
        "{a:\"one\",b:\"two\n\n\n\",c:\"three\"}");
  CHECK(yaml("a: >\n  one\n  two\n\n  three\n    more\n    yet\n  four\n") ==
        "{a:\"one two\nthree\n  more\n  yet\nfour\n\"}");
  CHECK(yaml("a: |2-\n    one\n   two\nb: >-2 # c\n   x\n  y\n") ==
        "{a:\"  one\n two\",b:\" x\ny\"}");
  CHECK(yaml("- |\n one\n- >\n\n two\n") == "[\"one\n\",\"\ntwo\n\"]");
  CHECK(yaml("a: |\nb: 1\n") == "{a:\"\",b:1}");
  CHECK(yaml("run: |\n  # no comment\n  if x: {{ y }}\n  - z\n") ==
        "{run:\"# no comment\nif x: {{ y }}\n- z\n\"}");
  CHECK(yaml("--- |\ntext\n--- >-\nmore\n...\n") == "\"text\n\" --- \"more\"");
}

TEST_CASE("yaml: flow collections") {
  CHECK(yaml("a: {b: c, \"d\":e, f, g: , h: [i, {j: k}]}") ==
        "{a:{b:\"c\",d:\"e\",f:null,g:null,h:[\"i\",{j:\"k\"}]}}");
  CHECK(yaml("[\n  a, # one\n  b:c,\n  d e\n    f,\n]\n") == "[\"a\",\"b:c\",\"d e f\"]");
  CHECK(yaml("[a: b, null: 1, True: {null: 2}]") == "[{a:\"b\"},{null:1},{True:{null:2}}]");
  CHECK(yaml("{\"a\": {\"b\": [1, 2, {}], \"c\": []}}") == "{a:{b:[1,2,{}],c:[]}}");
  CHECK(yaml("[http://x/y, a@b]") == "[\"http://x/y\",\"a@b\"]");
}

TEST_CASE("yaml: documents, marks and directives") {
  CHECK(yaml("") == "");
  CHECK(yaml("# nothing\n\n") == "");
  CHECK(yaml("%YAML 1.2\n---\na: 1\n---\nb: 2\n...\n# c\n--- c\n") == "{a:1} --- {b:2} --- \"c\"");
  CHECK(yaml("---\n---\na: 1\n") == "null --- {a:1}");
  CHECK(yaml("\xEF\xBB\xBF"
             "a: ---\n") == "{a:\"---\"}");
}

TEST_CASE("yaml: anchors, aliases, tags and merges are text or nothing") {
  CHECK(yaml("a: &x\n  b: 1\nc: *x\nd:\n  <<: *x\n  e: !!str 2\nf: &y [*x, !t z]\n") ==
        "{a:{b:1},c:\"*x\",d:{<<:\"*x\",e:2},f:[\"*x\",\"z\"]}");
  CHECK(yaml("- !Sub \"x\"\n- !Ref\n- &k a: b\n  c: d\n- !obj\n  e: f\n") ==
        "[\"x\",null,{a:\"b\",c:\"d\"},{e:\"f\"}]");
  CHECK(yaml("&m a: 1\nb: !!seq\n- 2\n") == "{a:1,b:[2]}");
}

TEST_CASE("yaml: templates of Helm and Jinja") {
  CHECK(yaml("{{- if .Values.on }}\na: {{ .Values.x | quote }}\nb:\n  {{- toYaml . | nindent 2 }}\n"
             "c: {{ .r }}:{{ .t }}\n{{ .k }}: d\n{{- end }}\n") ==
        "{a:\"{{ .Values.x | quote }}\",b:null,c:\"{{ .r }}:{{ .t }}\",{{ .k }}:\"d\"}");
  CHECK(yaml("{{- /*\n a: comment\n*/}}\nb: [{{ .x }}, {{ .y }}-z]\nd: {{ if a: b }} # e\n") ==
        "{b:[\"{{ .x }}\",\"{{ .y }}-z\"],d:\"{{ if a: b }}\"}");
  CHECK(yaml("{% set v = \"1\" %}\npackage:\n  version: {{ v }}\n") ==
        "{package:{version:\"{{ v }}\"}}");
  CHECK(yaml("- {{ . }}\n\t{{ end }}\n- b") == "[\"{{ . }}\",\"b\"]");
  CHECK(yaml("if: ${{ github.ref == 'x: y' }}\n") == "{if:\"${{ github.ref == 'x: y' }}\"}");
}

TEST_CASE("yaml: what is refused has its place") {
  CHECK(yaml("? a\n: b\n") == "a key is more than a scalar @0");
  CHECK(yaml("a: 1\n? b\n") == "a key is more than a scalar @5");
  CHECK(yaml("{[a]: b}") == "a key is more than a scalar @4");
  CHECK(yaml("a:\n\tb: 1\n") == "a tab stands in an indentation @4");
  CHECK(yaml("a: b: c\n") == "text follows a value @4");
  CHECK(yaml("a: - b\n") == "a block collection stands on the line of its key @3");
  CHECK(yaml("a:\n    b: 1\n  c: 2\n") == "an indentation fits nothing above it @14");
  CHECK(yaml("a: 1\n- b\n") == "an item stands among keys @5");
  CHECK(yaml("a: 1\nb\n") == "a key has no colon @5");
  CHECK(yaml("a: \"b\nc: d\n") == "a string does not end @11");
  CHECK(yaml("a: 'b\n---\n") == "a string does not end @6");
  CHECK(yaml("a: \"\\q\"") == "an escape is none of YAML's @5");
  CHECK(yaml("a: [b, c\n") == "a collection does not end @9");
  CHECK(yaml("a: [b c: d e]\n") == "{a:[{b c:\"d e\"}]}");
  CHECK(yaml("a: [b, , c]") == "a value is missing @7");
  CHECK(yaml("a: {b: [c}") == "a comma is missing @9");
  CHECK(yaml("a: ]\n") == "a value begins with a character that is reserved @3");
  CHECK(yaml("a: \"b\" c\n") == "text follows a value @7");
  CHECK(yaml("a: | b\n") == "text follows the head of a block scalar @5");
  CHECK(yaml("a: \xFF\n") == "not UTF-8 @3");
  CHECK(yaml("- a\nb\n") == "text follows the document @4");
}

TEST_CASE("yaml: depth and memory are limited") {
  for (const char* open : {"[", "- ", "{a: "}) {
    std::string text;
    for (int i = 0; i < 200; ++i) text += open;
    CHECK(yaml(text).starts_with("nested deeper than the limit"));
  }
  base::Limits limits;
  limits.memory = 40'000;
  base::Budget budget(limits);
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "- a\n";
  const auto documents = parse_yaml(many, budget);
  REQUIRE_FALSE(documents);
  CHECK(documents.error().code == base::Code::limit);
  CHECK(budget.memory() == 0);
}

// Each of these took minutes where a line is looked at from each of its places.
TEST_CASE("yaml: long lines and many templates take time in proportion") {
  const auto many = [](std::string_view part, std::size_t n) {
    std::string out;
    for (std::size_t i = 0; i < n; ++i) out += part;
    return out;
  };
  CHECK(yaml("[" + many("a,", 200'000) + "]").size() == 800'001);
  CHECK(yaml("a: x" + many(" {{y", 100'000)).size() == 400'007);
  CHECK(yaml(many("{{a}}", 200'000) + " x: y\n").ends_with("x:\"y\"}"));
  CHECK(yaml(many("{{a\n}} ", 100'000) + "x: y\n").ends_with("y\"}"));
  CHECK(yaml("\"" + many("\\ ", 200'000) + many("\n\\ ", 100'000) + "\"").size() == 400'002);
}

TEST_CASE("front matter ends at its second mark") {
  CHECK(front_matter("---\na: 1\n---\n# T\n---\n") == "---\na: 1\n");
  CHECK(front_matter("\xEF\xBB\xBF---\r\na: 1\r\n---\r\n# T") == "---\r\na: 1\r\n");
  CHECK(front_matter("# T\n---\na\n---\n") == "");
  CHECK(front_matter("---\na: 1\n") == "");
  CHECK(front_matter("") == "");
  CHECK(yaml(front_matter("---\na: 1\n---\ntext: [\n"), true) == "{a@2:1}");
}

}  // namespace
}  // namespace bartizan::text
