// Prints the version of an npm package: node version.js NAME
'use strict';
const { existsSync } = require('fs');

const folder = module.paths.find((path) => existsSync(path + '/' + process.argv[2]));
console.log(require(folder + '/' + process.argv[2] + '/package.json').version);
