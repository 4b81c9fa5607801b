package dev.gatehouse.gateway.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;

/** How somebody's device shows pages. */
enum Look {
    LIGHT,
    DARK,
    /** 360 px wide, touched. */
    PHONE;

    Browser.NewContextOptions options() {
        Browser.NewContextOptions options = new Browser.NewContextOptions()
                .setReducedMotion(ReducedMotion.REDUCE)
                .setColorScheme(this == DARK ? ColorScheme.DARK : ColorScheme.LIGHT);
        return this == PHONE
                ? options.setViewportSize(360, 720).setIsMobile(true).setHasTouch(true)
                : options.setViewportSize(760, 900);
    }
}
