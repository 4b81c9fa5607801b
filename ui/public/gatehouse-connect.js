/*! Gatehouse Connect: shows a connect link in a dialog, a window or this tab, and tells how it went. No dependencies. */
(() => {
  var script = document.currentScript;
  var base = script?.src ? script.src.replace(/\/ui\/gatehouse-connect\.js.*$/, '') : '';
  var FOCUSABLE = 'position:fixed;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)';

  function address(given) {
    var text = given.url || (given.token ? `${given.gateway || base}/connect/${encodeURIComponent(given.token)}` : '');
    var url = new URL(text, location.href);
    if (url.protocol !== 'https:' && url.protocol !== 'http:')
      throw new TypeError('Gatehouse: the link is no web address');
    return url;
  }

  function element(name, style, attributes) {
    var made = document.createElement(name);
    made.style.cssText = style;
    for (var key in attributes) made.setAttribute(key, attributes[key]);
    return made;
  }

  function connect(options) {
    var calls = options || {};
    var mode = calls.mode || 'iframe';
    var state = { connected: false, over: false };
    var handle = { mode: mode, close: close };
    var url, origin, target, tidy, watch;

    function tell(name, value) {
      if (typeof calls[name] === 'function') calls[name](value);
    }

    // Only the page behind the link may speak, and only from the very frame or window that was made for it.
    function heard(event) {
      if (!target || event.source !== target() || event.origin !== origin) return;
      var said = event.data;
      if (said?.source !== 'gatehouse-connect') return;
      if (said.type === 'ready') tell('onReady');
      if (said.type === 'step') tell('onStep', said.step);
      if (said.type === 'resized' && handle.resize) handle.resize(said.height);
      if (said.type === 'connected') {
        state.connected = true;
        tell('onConnected', { connectionId: said.connectionId });
      }
      if (said.type === 'failed') tell('onFailed', { code: said.code });
      if (said.type === 'closed' || (said.type === 'escape' && handle.dialog)) close();
    }

    function close() {
      if (state.over) return;
      state.over = true;
      window.removeEventListener('message', heard);
      clearInterval(watch);
      if (tidy) tidy();
      tell('onClosed', { connected: state.connected });
    }

    function known(given) {
      url = address(typeof given === 'string' || given instanceof URL ? { url: String(given) } : given);
      origin = url.origin;
      return url.href;
    }

    function failed() {
      tell('onFailed', { code: 'no-link' });
      close();
    }

    // The link may still be on its way from the app's own server: a window must be opened inside the click all the same.
    function whenKnown(go) {
      var given = calls.url || (calls.token ? { token: calls.token, gateway: calls.gateway } : '');
      if (given && typeof given.then === 'function') {
        given
          .then((arrived) => {
            if (!state.over) go(known(arrived));
          })
          .catch(failed);
      } else go(known(given));
    }

    function redirect() {
      handle.mode = 'redirect';
      whenKnown((href) => {
        location.assign(href);
      });
    }

    function popup() {
      var width = Math.min(560, screen.availWidth);
      var height = Math.min(760, screen.availHeight);
      var place =
        ',left=' +
        Math.max(0, (screen.availWidth - width) / 2) +
        ',top=' +
        Math.max(0, (screen.availHeight - height) / 2);
      var opened = window.open('about:blank', '_blank', `popup,width=${width},height=${height}${place}`);
      if (!opened) return redirect();
      target = () => opened;
      tidy = () => {
        if (!opened.closed) opened.close();
      };
      watch = setInterval(() => {
        if (opened.closed) close();
      }, 400);
      whenKnown((href) => {
        opened.location.replace(href);
      });
      handle.focus = () => {
        opened.focus();
      };
    }

    function iframe() {
      var inside = calls.container;
      var frame = element(
        'iframe',
        'display:block;width:100%;height:560px;border:0;background:transparent;color-scheme:normal',
        {
          title: calls.title || 'Connect your practice',
          allow: 'clipboard-write',
        },
      );
      target = () => frame.contentWindow;
      handle.element = frame;
      handle.dialog = !inside;
      handle.resize = (wanted) => {
        var most = inside ? Infinity : innerHeight - 88;
        frame.style.height = `${Math.max(320, Math.min(Number(wanted) || 0, most))}px`;
      };
      if (inside) {
        inside.appendChild(frame);
        tidy = () => {
          frame.remove();
        };
      } else tidy = dialog(frame);
      whenKnown((href) => {
        frame.src = href;
      });
    }

    function dialog(frame) {
      var before = document.activeElement;
      var scroll = document.documentElement.style.overflow;
      var veil = element(
        'div',
        'position:fixed;inset:0;z-index:2147483000;display:flex;justify-content:center;align-items:flex-start;padding:16px;overflow:auto;background:rgb(9 20 26/.55)',
        {},
      );
      var box = element(
        'div',
        'position:relative;width:100%;max-width:520px;margin:auto;border-radius:16px;overflow:hidden;background:Canvas;box-shadow:0 24px 64px rgb(0 0 0/.3)',
        {
          role: 'dialog',
          'aria-modal': 'true',
          'aria-label': frame.title,
        },
      );
      var bar = element('div', 'display:flex;justify-content:flex-end;padding:6px 6px 0', {});
      var shut = element(
        'button',
        'width:44px;height:44px;border:0;border-radius:10px;background:transparent;color:CanvasText;font:24px/1 system-ui,sans-serif;cursor:pointer',
        {
          type: 'button',
          'aria-label': calls.closeLabel || 'Close',
        },
      );
      var first = element('span', FOCUSABLE, { tabindex: '0', 'aria-hidden': 'true' });
      var last = first.cloneNode(false);
      shut.textContent = '\u00d7';
      bar.appendChild(shut);
      box.append(first, bar, frame, last);
      veil.appendChild(box);
      shut.addEventListener('click', close);
      // Tab leaves the frame only over these two, which lead it round.
      first.addEventListener('focus', () => {
        frame.focus();
      });
      last.addEventListener('focus', () => {
        shut.focus();
      });
      function pressed(event) {
        if (event.key === 'Escape') close();
      }
      function stay(event) {
        if (!veil.contains(event.target)) shut.focus();
      }
      document.addEventListener('keydown', pressed);
      document.addEventListener('focusin', stay);
      document.documentElement.style.overflow = 'hidden';
      document.body.appendChild(veil);
      shut.focus();
      return () => {
        document.removeEventListener('keydown', pressed);
        document.removeEventListener('focusin', stay);
        document.documentElement.style.overflow = scroll;
        veil.remove();
        if (before?.focus) before.focus();
      };
    }

    window.addEventListener('message', heard);
    if (mode === 'redirect') redirect();
    else if (mode === 'popup') popup();
    else iframe();
    return handle;
  }

  window.Gatehouse = { connect: connect };
})();
