<?php
/* Commands for the tests, JSON in and JSON out: what a person would do on WordPress's own pages. The first, which installs
   the site, runs by itself; the others within the site's web server, whose scripts are compiled already. */
$command = $argv[1] ?? $_GET['command'];
if ($command === 'install') {
    define('WP_INSTALLING', true);
    $_SERVER['HTTP_HOST'] = parse_url(getenv('TOWN_ADDRESS'), PHP_URL_HOST);
    $db = new mysqli('localhost', 'root', '', '', 0, getenv('TOWN_SOCKET'));
    $db->query('CREATE DATABASE wordpress');
}
require getenv('TOWN_PROGRAM') . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/export.php';
$asked = json_decode(file_get_contents('php://input'), true) ?? [];

function install(): array {
    wp_install('Fjordvik kommune', 'fjordvik', 'post@fjordvik.example', true, '', 'hemmeleg', '');
    switch_theme('theme');
    foreach (['permalink_structure' => '/%year%/%monthnum%/%day%/%postname%/', 'timezone_string' => 'Europe/Oslo',
              'comment_moderation' => '0', 'comment_previously_approved' => '0', 'WPLANG' => 'nn_NO'] as $name => $value) {
        update_option($name, $value);
    }
    global $wp_rewrite;
    $wp_rewrite->init();
    $wp_rewrite->flush_rules(false);
    return ['version' => get_bloginfo('version')];
}

function user(string $name, string $role): array {
    $id = wp_insert_user(['user_login' => $name, 'user_pass' => 'hemmeleg', 'role' => $role,
                          'user_email' => "$name@fjordvik.example", 'display_name' => ucfirst($name)]);
    return ['id' => $id, 'password' => password($name)];
}

function password(string $name): string {
    $user = get_user_by('login', $name);
    [$password] = WP_Application_Passwords::create_new_application_password($user->ID, ['name' => uniqid('tilstede ')]);
    return WP_Application_Passwords::chunk_password($password);
}

function clear(): bool {
    foreach (get_posts(['post_type' => ['post', 'page', 'attachment'], 'post_status' => 'any,trash,inherit', 'numberposts' => -1]) as $one) {
        wp_delete_post($one->ID, true);
    }
    foreach (get_comments(['status' => 'all,spam,trash']) as $one) {
        wp_delete_comment($one, true);
    }
    foreach (['town_closed', 'town_no_passwords'] as $name) {
        delete_option($name);
    }
    return true;
}

function picture(string $name, string $alt, int $under): array {
    $file = wp_upload_bits($name, null, base64_decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='));
    $id = wp_insert_attachment(['post_mime_type' => 'image/png', 'post_title' => $name], $file['file'], $under);
    update_post_meta($id, '_wp_attachment_image_alt', $alt);
    if ($under) {
        set_post_thumbnail($under, $id);
    }
    return ['id' => $id, 'url' => $file['url']];
}

function export(): string {
    ob_start();
    export_wp(['content' => 'post']);
    return ob_get_clean();
}

$done = match ($command) {
    'install' => install(),
    'user' => user($asked['name'], $asked['role']),
    'password' => password($asked['name']),
    'post' => wp_insert_post($asked, true),
    'posts' => array_map(fn($one) => wp_insert_post($one, true), $asked['all']),
    'due' => wp_publish_post($asked['id']) ?? true,
    'change' => wp_update_post($asked, true),
    'trash' => (bool) wp_trash_post($asked['id']),
    'remove' => (bool) wp_delete_post($asked['id'], true),
    'comment' => wp_insert_comment($asked),
    'comment-status' => wp_set_comment_status($asked['id'], $asked['status']),
    'option' => update_option($asked['name'], $asked['value']),
    'clear' => clear(),
    'picture' => picture($asked['name'], $asked['alt'], $asked['under']),
    'export' => export(),
};
if (is_wp_error($done)) {
    http_response_code(500);
    $done = $done->get_error_message();
}
echo "\n", json_encode($done);
