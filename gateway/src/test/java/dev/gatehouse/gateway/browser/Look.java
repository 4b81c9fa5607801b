package dev.gatehouse.gateway.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;

/** How somebody's device shows pages. */
enum Look {
    LIGHT,
    DARK,
    /** 360 px wide, touched. */
    PHONE,
    /** Wide, as people have the console before them. */
    DESK,
    DESK_DARK;

    Browser.NewContextOptions options() {
        Browser.NewContextOptions options = new Browser.NewContextOptions()
                .setReducedMotion(ReducedMotion.REDUCE)
                .setColorScheme(this == DARK || this == DESK_DARK ? ColorScheme.DARK : ColorScheme.LIGHT);
        if (this == PHONE) {
            return options.setViewportSize(360, 720).setIsMobile(true).setHasTouch(true);
        }
        return this == LIGHT || this == DARK ? options.setViewportSize(760, 900) : options.setViewportSize(1360, 860);
    }
}
