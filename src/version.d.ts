// What the build knows of itself: the version in package.json.
declare const __APP_VERSION__: string
