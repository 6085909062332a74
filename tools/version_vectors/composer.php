<?php
// Composer\Semver's word on each line `a b`. A branch has no order: `dev-main` matches no constraint.
require getenv('COMPOSER_SEMVER') ?: '/usr/share/php/Composer/Semver/autoload.php';

use Composer\Semver\Comparator;
use Composer\Semver\VersionParser;

if (($argv[1] ?? '') === '--version') {
    $package = trim((string) shell_exec("dpkg-query -W -f='\${Version}' php-composer-semver"));
    echo "Composer\\Semver\\Comparator on VersionParser::normalize, composer/semver $package, PHP ",
        PHP_VERSION, "\n";
    exit;
}
$parser = new VersionParser();
while (($line = fgets(STDIN)) !== false) {
    [$a, $b] = explode(' ', trim($line));
    try {
        [$a, $b] = [$parser->normalize($a), $parser->normalize($b)];
    } catch (UnexpectedValueException $e) {
        echo "!\n";
        continue;
    }
    if (str_starts_with($a, 'dev-') || str_starts_with($b, 'dev-')) {
        echo "!\n";
    } else {
        echo Comparator::lessThan($a, $b) ? '<' : (Comparator::greaterThan($a, $b) ? '>' : '='), "\n";
    }
}
