//! Formulas as people write them: `k12 * blood * (1 - glands / capacity)`.
//!
//! Numbers, names (letters, digits, `_`, `.`), `+ - * / ^`, parentheses, and the functions exp, ln, sqrt, abs, tanh, min, max,
//! step (0 below zero, else 1); `t` is time.

use crate::expression::{Condition, Expression, Function};

/// Reads a formula.
///
/// # Errors
/// What is wrong, and where in the text.
pub fn formula(text: &str) -> Result<Expression, String> {
    let mut parser = Parser { text, at: 0, depth: 0 };
    let e = parser.sum()?;
    parser.space();
    if parser.at < text.len() {
        return Err(parser.error("an operator"));
    }
    Ok(e)
}

/// Deepest nesting of parentheses, signs and powers.
const DEEPEST: u32 = 100;

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn error(&self, wanted: &str) -> String {
        let found: String = self.rest().chars().take(12).collect();
        let found = if found.is_empty() { "the end".into() } else { format!("`{found}`") };
        format!("`{}` has {found} where {wanted} is expected", self.text)
    }

    fn space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn take(&mut self, symbol: char) -> bool {
        self.space();
        let found = self.rest().starts_with(symbol);
        if found {
            self.at += symbol.len_utf8();
        }
        found
    }

    fn sum(&mut self) -> Result<Expression, String> {
        let mut terms = vec![self.product()?];
        loop {
            if self.take('+') {
                terms.push(self.product()?);
            } else if self.take('-') {
                terms.push(self.product()?.negative());
            } else {
                break;
            }
        }
        Ok(if terms.len() == 1 { terms.remove(0) } else { Expression::Sum(terms) })
    }

    fn product(&mut self) -> Result<Expression, String> {
        let mut value = self.signed()?;
        loop {
            if self.take('*') {
                value = value.times(self.signed()?);
            } else if self.take('/') {
                value = value.over(self.signed()?);
            } else {
                return Ok(value);
            }
        }
    }

    fn signed(&mut self) -> Result<Expression, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("the formula is nested too deeply; break it up into named formulas".into());
        }
        let value = if self.take('-') { self.signed()?.negative() } else { self.power()? };
        self.depth -= 1;
        Ok(value)
    }

    fn power(&mut self) -> Result<Expression, String> {
        let base = self.atom()?;
        if self.take('^') {
            let exponent = self.signed()?;
            return Ok(Expression::Power(Box::new(base), Box::new(exponent)));
        }
        Ok(base)
    }

    fn atom(&mut self) -> Result<Expression, String> {
        if self.take('(') {
            let inner = self.sum()?;
            return if self.take(')') { Ok(inner) } else { Err(self.error("`)`")) };
        }
        self.space();
        let rest = self.rest();
        let first = rest.chars().next().unwrap_or(' ');
        if first.is_ascii_digit() || first == '.' {
            return self.number();
        }
        if !first.is_ascii_alphabetic() && first != '_' {
            return Err(self.error("a number, a name or `(`"));
        }
        let part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        let end = rest.find(|c| !part(c)).unwrap_or(rest.len());
        let name = &rest[..end];
        self.at += end;
        if self.take('(') {
            return self.call(name);
        }
        Ok(if name == "t" { Expression::Time } else { Expression::Name(name.to_owned()) })
    }

    fn number(&mut self) -> Result<Expression, String> {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let mut end = 0;
        while end < bytes.len() {
            let exponent = matches!(bytes[end], b'e' | b'E');
            let sign = matches!(bytes[end], b'+' | b'-') && end > 0 && matches!(bytes[end - 1], b'e' | b'E');
            if !(bytes[end].is_ascii_digit() || bytes[end] == b'.' || exponent || sign) {
                break;
            }
            end += 1;
        }
        let value = rest[..end].parse().map_err(|_| self.error("a number"))?;
        self.at += end;
        Ok(Expression::Number(value))
    }

    fn call(&mut self, name: &str) -> Result<Expression, String> {
        let mut arguments = vec![self.sum()?];
        while self.take(',') {
            arguments.push(self.sum()?);
        }
        if !self.take(')') {
            return Err(self.error("`,` or `)`"));
        }
        let count = arguments.len();
        let mut all = arguments.into_iter();
        let wrong = || {
            format!(
                "`{name}` with {count} arguments is not known; there are exp, ln, sqrt, abs, tanh, step, min, max"
            )
        };
        let (Some(first), second) = (all.next(), all.next()) else { return Err(wrong()) };
        let call = |f, a| Ok(Expression::Call(f, Box::new(a)));
        match (name, second, all.next()) {
            ("exp", None, _) => call(Function::Exp, first),
            ("ln", None, _) => call(Function::Ln, first),
            ("abs", None, _) => call(Function::Abs, first),
            ("tanh", None, _) => call(Function::Tanh, first),
            ("sqrt", None, _) => Ok(Expression::Power(Box::new(first), Box::new(Expression::Number(0.5)))),
            ("step", None, _) => {
                let below = Condition::Less(Box::new(first), Box::new(Expression::Number(0.0)));
                Ok(Expression::Choice(
                    vec![(below, Expression::Number(0.0))],
                    Box::new(Expression::Number(1.0)),
                ))
            }
            ("min", Some(second), None) => Ok(first.smaller(second)),
            ("max", Some(second), None) => Ok(first.larger(second)),
            _ => Err(wrong()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> f64 {
        formula(text).unwrap().value(2.0, &[])
    }

    #[test]
    fn exact_precedence_and_functions() {
        for (text, expected) in [
            ("1 + 2 * 3", 7.0),
            ("(1 + 2) * 3", 9.0),
            ("8 / 2 / 2", 2.0),
            ("1 - 2 - 3", -4.0),
            ("-2 ^ 2", -4.0),
            ("2 ^ -1", 0.5),
            ("2 ^ 3 * 2", 16.0),
            ("1e-3 * 2.5E2", 0.25),
            ("min(3, t) + max(3, t)", 5.0),
            ("sqrt(9) + ln(exp(2)) + abs(-1)", 6.0),
            ("- 3 * -2", 6.0),
            ("step(t - 2) + 2 * step(t - 2.5)", 1.0),
        ] {
            assert!((value(text) - expected).abs() < 1e-12, "{text}: {}", value(text));
        }
    }

    #[test]
    fn exact_errors_say_where() {
        for (text, part) in [
            ("1 +", "the end"),
            ("(1 + 2", "`)`"),
            ("2 k", "`k` where an operator"),
            ("foo(1)", "`foo` with 1 arguments"),
            ("1,2", "`,2`"),
            ("", "the end"),
            ("1..2", "a number"),
        ] {
            let error = formula(text).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
