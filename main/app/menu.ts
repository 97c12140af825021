import { Menu, type MenuItemConstructorOptions } from 'electron';

/** The smallest menu that keeps the system's own shortcuts (copy, quit, zoom) working; labels are the system's. */
export function installMenu(options: { isDevelopment: boolean }): void {
  const mac: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  const view: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
  ];
  const develop: MenuItemConstructorOptions[] = options.isDevelopment
    ? [{ role: 'reload' }, { role: 'toggleDevTools' }]
    : [];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...mac,
      { role: 'fileMenu' },
      { role: 'editMenu' },
      { role: 'viewMenu', submenu: [...view, ...develop] },
      { role: 'windowMenu' },
    ]),
  );
}
