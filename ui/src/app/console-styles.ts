// All of Mantine's parts: the console draws most of them. The theme's variables come after Mantine's own.
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import 'virtual:theme.css';
import '@fontsource-variable/inter/wght.css';
import './base.css';
