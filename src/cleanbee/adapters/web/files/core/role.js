/**
 * What the shell needs to know of a role. A role's module is read when somebody of that role is here.
 *
 * @typedef {{ path: string, word: import("./words.js").Word, icon: import("../ui/icon.js").IconName }} Tab
 * @typedef {(props: Record<string, string>) => import("./html.js").Drawn} Screen it gets what stands for the pattern's names
 * @typedef {{ tabs: Tab[], screens: [pattern: string, screen: Screen][] }} Role
 */
export {};
