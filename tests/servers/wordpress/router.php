<?php
/* PHP's own web server asks this for every address: a file as it lies there, a script of WordPress, or a page of it. */
$root = getenv('TOWN_PROGRAM');
$path = urldecode(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) ?? '/');
if ($path === '/town') {
    require __DIR__ . '/tool.php';
    return true;
}
if (str_starts_with($path, '/wp-content/uploads/') && !str_contains($path, '..')) {
    $file = getenv('TOWN_CONTENT') . substr($path, strlen('/wp-content'));
    if (is_file($file)) {
        header('Content-Type: ' . mime_content_type($file));
        readfile($file);
        return true;
    }
}
$script = preg_match('~^/wp-[a-z-]+\.php$~', $path) && is_file($root . $path) ? $path : '/index.php';
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = $script;
$_SERVER['SCRIPT_FILENAME'] = $root . $script;
chdir($root);
require $root . $script;
