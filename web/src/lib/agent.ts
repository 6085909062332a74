// What a browser calls itself, as people call it.

// The first that fits: each of them also claims to be those below it.
const kBrowsers: [RegExp, string][] = [
  [/\bEdg(?:A|iOS)?\/(\d+)/, 'Edge'],
  [/\bOPR\/(\d+)/, 'Opera'],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'],
  [/\bHeadlessChrome\/(\d+)/, 'Chrome without a window'],
  [/\bChromium\/(\d+)/, 'Chromium'],
  [/\b(?:Chrome|CriOS)\/(\d+)/, 'Chrome'],
  [/\bVersion\/(\d+)[\d.]* (?:Mobile\/\S+ )?Safari\//, 'Safari'],
];
const kSystems: [RegExp, string][] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(?:iPhone|iPad|iPod)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

/** "Firefox 128 on Linux"; of a program that is no browser its own name, "curl/8.5.0". */
export function agent_words(agent: string | null | undefined): string {
  if (!agent) return 'A browser that does not say which';
  for (const [pattern, name] of kBrowsers) {
    const version = pattern.exec(agent)?.[1];
    if (!version) continue;
    const system = kSystems.find(([other]) => other.test(agent))?.[1];
    return `${name} ${version}${system ? ` on ${system}` : ''}`;
  }
  return agent.split(' ')[0] ?? agent;
}
