<?php
/* What the town's site has switched: closed to those without a login, or no application passwords. No mail leaves. */
add_filter('pre_wp_mail', '__return_true');
add_filter('comment_flood_filter', '__return_false', 99);
add_filter('wp_is_application_passwords_available', fn($is) => $is && !get_option('town_no_passwords'));
add_filter('rest_authentication_errors', function ($found) {
    if (get_option('town_closed') && !is_user_logged_in() && !$found) {
        return new WP_Error('rest_not_logged_in', 'You are not currently logged in.', ['status' => 401]);
    }
    return $found;
});
