// Archives that CPython's zipfile and, where it is installed, zip(1) write are quiet in all their
// variants. Skipped without python3.
#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "run/analyse.h"

namespace bartizan::scan::zip {
namespace {

namespace fs = std::filesystem;

constexpr const char* kScript = R"(
import io, os, shutil, subprocess, sys, zipfile, zipapp
os.chdir(sys.argv[1])
text = b'a line of text, and another line of text\n' * 50
class Pipe(io.RawIOBase):          # not seekable: data descriptors
    def __init__(self, name): self.f = open(name, 'wb')
    def writable(self): return True
    def write(self, b): return self.f.write(b)
    def close(self): self.f.close()
for method in (0, 8, 12, 14):
    with zipfile.ZipFile(f'method{method}.zip', 'w', method) as z:
        z.writestr('dir/', b'')
        z.writestr('dir/a.txt', text)
        z.writestr('b\u00e4.txt', text)
        z.writestr('empty', b'')
    with zipfile.ZipFile(Pipe(f'pipe{method}.zip'), 'w', method) as z:
        z.writestr('a.txt', text)
        with z.open('big.txt', 'w', force_zip64=True) as f: f.write(text)
    with zipfile.ZipFile(f'zip64_{method}.zip', 'w', method) as z:
        with z.open('a.txt', 'w', force_zip64=True) as f: f.write(text)
        z.comment = b'a comment'
with zipfile.ZipFile('many.zip', 'w') as z:
    for i in range(70000): z.writestr(f'{i}', b'')
with zipfile.ZipFile('appended.zip', 'w') as z: z.writestr('a.txt', text)
with zipfile.ZipFile('appended.zip', 'a') as z: z.writestr('b.txt', text)
if shutil.which('zip'):
    open('a.txt', 'wb').write(text)
    os.symlink('a.txt', 'l.txt')
    for name, options in (('plain', []), ('stored', ['-0']), ('small64', ['-fz']), ('no64', ['-fz-']),
                          ('links', ['-y'])):
        subprocess.run(['zip', '-q', *options, f'infozip_{name}.zip', 'a.txt', 'l.txt'], check=True)
    with open('infozip_pipe.zip', 'wb') as out:
        subprocess.run('cat a.txt | zip -q - - | cat', shell=True, check=True, stdout=out)
    os.remove('a.txt'); os.remove('l.txt')
)";

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST_CASE("what zipfile and zip write is quiet") {
  if (std::system("python3 -c 'import zipfile' >/dev/null 2>&1") != 0) return;
  const fs::path folder =
      fs::temp_directory_path() / ("bartizan-zip-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  const fs::path script = folder / "make.py";
  std::ofstream(script) << kScript;
  const std::string command = "python3 '" + script.string() + "' '" + folder.string() + "'";
  const bool made = std::system(command.c_str()) == 0;
  CHECK(made);
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".zip") continue;
    const std::string bytes = slurp(entry.path());
    for (const auto depth :
         {record::Depth::structure, record::Depth::content, record::Depth::full}) {
      CAPTURE(entry.path().filename().string());
      const auto artifact = run::analyse_bytes(std::as_bytes(std::span(bytes)), "data.zip", depth);
      CHECK(artifact.format == "zip");
      CHECK(artifact.verdict <= record::Verdict::clean);
      for (const auto& finding : artifact.findings) {
        CAPTURE(finding.rule);
        CAPTURE(finding.title);
        CHECK(false);
      }
    }
  }
  fs::remove_all(folder);
}

}  // namespace
}  // namespace bartizan::scan::zip
