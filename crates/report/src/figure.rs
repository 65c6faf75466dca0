//! A small layer for line figures in SVG that read well in print: axes with units, bands, points, legends.

use std::fmt::Write as _;

/// Scale of an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Linear.
    Linear,
    /// Logarithmic, base 10.
    Log,
}

/// An axis.
#[derive(Clone, Debug)]
pub struct Axis {
    /// Title with unit.
    pub title: String,
    /// Lower end.
    pub from: f64,
    /// Upper end.
    pub to: f64,
    /// Scale.
    pub scale: Scale,
}

impl Axis {
    fn share(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Linear => (value - self.from) / (self.to - self.from),
            Scale::Log => libm::log(value.max(1e-300) / self.from) / libm::log(self.to / self.from),
        }
    }

    /// Positions of the ticks: round numbers, four to nine of them.
    fn ticks(&self) -> Vec<f64> {
        match self.scale {
            Scale::Linear => {
                if self.to - self.from <= 12.0 && self.title.ends_with("cycle") {
                    return (0..=20).map(f64::from).filter(|t| (self.from..=self.to).contains(t)).collect();
                }
                let raw = (self.to - self.from) / 5.0;
                let power = libm::exp10(libm::floor(libm::log10(raw)));
                let step =
                    [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * power).find(|s| *s >= raw).unwrap_or(raw);
                let first = libm::ceil(self.from / step - 1e-9);
                (0..12)
                    .map(|i| (first + f64::from(i)) * step)
                    .filter(|t| *t <= self.to * (1.0 + 1e-9))
                    .collect()
            }
            Scale::Log => {
                #[expect(clippy::cast_possible_truncation, reason = "exponents of doubles are small")]
                let (low, high) = (
                    libm::ceil(libm::log10(self.from) - 1e-9) as i32,
                    libm::floor(libm::log10(self.to) + 1e-9) as i32,
                );
                let step = ((high - low) / 7 + 1).max(1);
                if high - low < 2 {
                    // A decade or two: twos and fives between.
                    return (low - 1..=high)
                        .flat_map(|e| [1.0, 2.0, 5.0].map(|m| m * libm::exp10(f64::from(e))))
                        .filter(|t| (self.from..=self.to).contains(t))
                        .collect();
                }
                (low..=high).filter(|e| (e - low) % step == 0).map(|e| libm::exp10(f64::from(e))).collect()
            }
        }
    }
}

/// What is drawn.
#[derive(Clone, Debug)]
pub enum Mark {
    /// A line.
    Line {
        /// Points (x, y).
        points: Vec<(f64, f64)>,
        /// Colour.
        colour: &'static str,
        /// Stroke pattern, empty for a solid line.
        dash: &'static str,
        /// Name in the legend, empty for none.
        name: String,
    },
    /// A band between two lines.
    Band {
        /// Points (x, low, high).
        points: Vec<(f64, f64, f64)>,
        /// Colour.
        colour: &'static str,
        /// Name in the legend.
        name: String,
    },
    /// Points with error bars.
    Points {
        /// Points (x, y, low, high).
        points: Vec<(f64, f64, f64, f64)>,
        /// Colour.
        colour: &'static str,
        /// Name in the legend.
        name: String,
    },
    /// A level across the figure with a label at its right end.
    Level {
        /// Height.
        y: f64,
        /// Colour.
        colour: &'static str,
        /// Label.
        label: String,
    },
    /// Bars (x, height), as wide as 0.7 of the x unit.
    Bars {
        /// Bars.
        bars: Vec<(f64, f64)>,
        /// Colour.
        colour: &'static str,
        /// Name in the legend.
        name: String,
    },
}

/// A figure.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Title.
    pub title: String,
    /// Horizontal axis.
    pub x: Axis,
    /// Vertical axis.
    pub y: Axis,
    /// What is drawn, in order.
    pub marks: Vec<Mark>,
    /// Width in px.
    pub width: f64,
    /// Height in px.
    pub height: f64,
}

const LEFT: f64 = 62.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 46.0;

impl Figure {
    fn px(&self, x: f64) -> f64 {
        LEFT + self.x.share(x) * (self.width - LEFT - RIGHT)
    }

    fn py(&self, y: f64) -> f64 {
        let height = self.height - TOP - BOTTOM - self.legend_height();
        (TOP + (1.0 - self.y.share(y)) * height).clamp(TOP - 2.0, TOP + height + 1.0)
    }

    fn bottom(&self) -> f64 {
        self.height - BOTTOM - self.legend_height()
    }

    /// Legend entries: name, colour, and a sign for the symbol.
    fn names(&self) -> Vec<(&str, &'static str, char)> {
        let entry = |mark: &'_ Mark| match mark {
            Mark::Line { colour, dash, .. } => (*colour, if dash.is_empty() { '-' } else { '=' }),
            Mark::Band { colour, .. } | Mark::Bars { colour, .. } => (*colour, '#'),
            Mark::Points { colour, .. } => (*colour, 'o'),
            Mark::Level { colour, .. } => (*colour, ' '),
        };
        let named =
            self.marks.iter().filter_map(|m| m.name().filter(|n| !n.is_empty()).map(|n| (n, entry(m))));
        named.map(|(name, (colour, sign))| (name, colour, sign)).collect()
    }

    /// How far to the left the label of a level goes, so that those of neighbours do not cover each other.
    fn aside(&self, y: f64) -> f64 {
        let levels =
            || self.marks.iter().filter_map(|m| if let Mark::Level { y, .. } = m { Some(*y) } else { None });
        let crowds = |other: &f64| *other < y && (self.py(*other) - self.py(y)).abs() < 13.0;
        50.0 * levels().filter(crowds).count() as f64
    }

    fn legend_rows(&self) -> usize {
        let mut rows = 1;
        let mut x = LEFT;
        for (name, ..) in self.names() {
            let wide = legend_width(name);
            if x + wide > self.width - RIGHT && x > LEFT {
                rows += 1;
                x = LEFT;
            }
            x += wide;
        }
        rows
    }

    fn legend_height(&self) -> f64 {
        if self.names().is_empty() { 0.0 } else { 16.0 * self.legend_rows() as f64 }
    }

    /// The figure as an SVG element.
    #[must_use]
    pub fn svg(&self) -> String {
        let mut s = String::new();
        let (w, h) = (self.width, self.height);
        let bottom = self.bottom();
        let _ = write!(
            s,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w:.0} {h:.0}\" width=\"{w:.0}\" height=\"{h:.0}\" role=\"img\" \
             font-family=\"Helvetica,Arial,sans-serif\" font-size=\"11\"><title>{t}</title><rect width=\"{w:.0}\" \
             height=\"{h:.0}\" fill=\"#fff\"/><text x=\"{LEFT}\" y=\"17\" font-size=\"13\" font-weight=\"600\" \
             fill=\"#1d2733\">{t}</text>",
            t = escape(&self.title)
        );
        self.grid(&mut s, bottom);
        for mark in &self.marks {
            self.mark(&mut s, mark, bottom);
        }
        let _ = write!(
            s,
            "<rect x=\"{LEFT}\" y=\"{TOP}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"none\" stroke=\"#8a96a3\"/>",
            w - LEFT - RIGHT,
            bottom - TOP
        );
        self.legend(&mut s, bottom);
        s.push_str("</svg>");
        s
    }

    fn grid(&self, s: &mut String, bottom: f64) {
        for tick in self.x.ticks() {
            let x = self.px(tick);
            let _ = write!(
                s,
                "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{TOP}\" y2=\"{bottom:.1}\" stroke=\"#e6eaee\"/><text x=\"{x:.1}\" \
                 y=\"{:.1}\" text-anchor=\"middle\" fill=\"#4a5663\">{}</text>",
                bottom + 14.0,
                label(tick, self.x.scale)
            );
        }
        for tick in self.y.ticks() {
            let y = self.py(tick);
            let _ = write!(
                s,
                "<line x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\" stroke=\"#e6eaee\"/><text x=\"{:.1}\" \
                 y=\"{:.1}\" text-anchor=\"end\" fill=\"#4a5663\">{}</text>",
                self.width - RIGHT,
                LEFT - 6.0,
                y + 4.0,
                label(tick, self.y.scale)
            );
        }
        let _ = write!(
            s,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#1d2733\">{}</text><text transform=\"translate(14 \
             {:.1}) rotate(-90)\" text-anchor=\"middle\" fill=\"#1d2733\">{}</text>",
            0.5 * (LEFT + self.width - RIGHT),
            bottom + 31.0,
            escape(&self.x.title),
            0.5 * (TOP + bottom),
            escape(&self.y.title)
        );
    }

    fn mark(&self, s: &mut String, mark: &Mark, bottom: f64) {
        let path = |points: &[(f64, f64)]| {
            points
                .iter()
                .map(|(x, y)| format!("{:.1},{:.1}", self.px(*x), self.py(*y)))
                .collect::<Vec<_>>()
                .join(" ")
        };
        match mark {
            Mark::Line { points, colour, dash, .. } => {
                let _ = write!(
                    s,
                    "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.8\" stroke-dasharray=\"{dash}\"/>",
                    path(points)
                );
            }
            Mark::Band { points, colour, .. } => {
                let mut outline: Vec<(f64, f64)> = points.iter().map(|(x, low, _)| (*x, *low)).collect();
                outline.extend(points.iter().rev().map(|(x, _, high)| (*x, *high)));
                let _ = write!(
                    s,
                    "<polygon points=\"{}\" fill=\"{colour}\" fill-opacity=\"0.18\"/>",
                    path(&outline)
                );
            }
            Mark::Points { points, colour, .. } => {
                for (x, y, low, high) in points {
                    let (px, py) = (self.px(*x), self.py(*y));
                    let (a, b) = (self.py(*low), self.py(*high));
                    let _ = write!(
                        s,
                        "<line x1=\"{px:.1}\" x2=\"{px:.1}\" y1=\"{a:.1}\" y2=\"{b:.1}\" stroke=\"{colour}\" \
                         stroke-width=\"1.4\"/><circle cx=\"{px:.1}\" cy=\"{py:.1}\" r=\"3.4\" fill=\"#fff\" \
                         stroke=\"{colour}\" stroke-width=\"1.8\"/>"
                    );
                }
            }
            Mark::Level { y, colour, label } => {
                let py = self.py(*y);
                let _ = write!(
                    s,
                    "<line x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{py:.1}\" y2=\"{py:.1}\" stroke=\"{colour}\" \
                     stroke-dasharray=\"6 4\" stroke-width=\"1.4\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" \
                     fill=\"{colour}\">{}</text>",
                    self.width - RIGHT,
                    self.width - RIGHT - 6.0 - self.aside(*y),
                    py - 5.0,
                    escape(label)
                );
            }
            Mark::Bars { bars, colour, .. } => {
                for (x, height) in bars {
                    let (a, b) = (self.px(x - 0.35), self.px(x + 0.35));
                    let top = self.py(*height);
                    let _ = write!(
                        s,
                        "<rect x=\"{a:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{colour}\" \
                         fill-opacity=\"0.75\"/>",
                        b - a,
                        (bottom - top).max(0.0)
                    );
                }
            }
        }
    }

    fn legend(&self, s: &mut String, bottom: f64) {
        let (mut x, mut y) = (LEFT, bottom + 48.0);
        for (name, colour, sign) in self.names() {
            let wide = legend_width(name);
            if x + wide > self.width - RIGHT && x > LEFT {
                x = LEFT;
                y += 16.0;
            }
            let middle = y - 4.0;
            let _ = match sign {
                'o' => write!(
                    s,
                    "<circle cx=\"{:.1}\" cy=\"{middle:.1}\" r=\"3.4\" fill=\"#fff\" stroke=\"{colour}\" stroke-width=\"1.8\"/>",
                    x + 9.0
                ),
                '#' => write!(
                    s,
                    "<rect x=\"{x:.1}\" y=\"{:.1}\" width=\"18\" height=\"10\" fill=\"{colour}\" fill-opacity=\"0.4\"/>",
                    y - 9.0
                ),
                _ => write!(
                    s,
                    "<line x1=\"{x:.1}\" x2=\"{:.1}\" y1=\"{middle:.1}\" y2=\"{middle:.1}\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{}\"/>",
                    x + 18.0,
                    if sign == '=' { "5 3" } else { "" }
                ),
            };
            let _ = write!(
                s,
                "<text x=\"{:.1}\" y=\"{y:.1}\" fill=\"#1d2733\">{}</text>",
                x + 23.0,
                escape(name)
            );
            x += wide;
        }
    }
}

impl Mark {
    fn name(&self) -> Option<&str> {
        match self {
            Self::Line { name, .. }
            | Self::Band { name, .. }
            | Self::Points { name, .. }
            | Self::Bars { name, .. } => Some(name),
            Self::Level { .. } => None,
        }
    }
}

fn legend_width(name: &str) -> f64 {
    36.0 + 6.0 * name.chars().count() as f64
}

/// Numbers of ticks, without trailing zeros; powers of ten on logarithmic axes.
fn label(tick: f64, scale: Scale) -> String {
    if scale == Scale::Log && !(1e-3..1e4).contains(&tick) {
        let exponent = libm::log10(tick).round();
        return format!("10<tspan dy=\"-4\" font-size=\"8\">{exponent:.0}</tspan>")
            .replace('-', "−")
            .replace("dy=\"−", "dy=\"-");
    }
    let text = format!("{tick:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.is_empty() || text == "-0" { "0".to_owned() } else { text.replace('-', "−") }
}

/// Text made safe for HTML and SVG.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
