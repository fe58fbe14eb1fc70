//! The questions of `init`. What flags, the file or the environment say is the default.

use clap::ValueEnum;
use secrecy::ExposeSecret as _;

use super::Site;
use super::answers::{
    Answers, HONEYCOMB_EU, check_group, check_log_group, check_region, default_place,
};
use crate::config::LOCAL_REGION;
use crate::context::Ctx;
use crate::error::{Error, Result};
use crate::model::{CLOUD_SECRETS, Target, check_text, mask};
use crate::render::{ask, ask_secret};

pub(super) fn ask_all(ctx: &Ctx, answers: &mut Answers) -> Result<()> {
    ask_target(ctx, answers)?;
    ask_names(answers)?;
    if answers.target() == Target::Cloud {
        ask_cloud(ctx, answers)?;
    }
    // a question stays within 80 columns, or the terminal library repeats a part of it
    ctx.output
        .note("Gitpod (`gp env`) or `.env` can store the variables.");
    answers.place = choose("Where to store them", &answers.place)?;
    Ok(())
}

fn ask_target(ctx: &Ctx, answers: &mut Answers) -> Result<()> {
    let before = answers.target();
    ctx.output.note(
        "`local` is a stack on this machine, without an account; `cloud` is AWS, Honeycomb and Rollbar.",
    );
    let target = choose("Target", &before)?;
    if target != before {
        answers.settings.target = Some(target);
        answers.place = default_place(ctx, target);
        answers.secrets.clear();
        if target == Target::Cloud {
            answers.take_secrets(ctx)?;
        }
    }
    Ok(())
}

fn ask_names(answers: &mut Answers) -> Result<()> {
    let settings = &mut answers.settings;
    let service = ask(
        "Service's name in its traces",
        settings.service(),
        check_text,
    )?;
    settings.service = Some(service);
    let group = ask("X-Ray group", settings.xray_group(), check_group)?;
    settings.xray.group = Some(group);
    let log_group = ask("Log group", settings.log_group(), check_log_group)?;
    settings.logs.group = Some(log_group);
    let question = "Backend's name in docker-compose.yml";
    answers.compose_service = ask(question, &answers.compose_service, check_text)?;
    Ok(())
}

fn ask_cloud(ctx: &Ctx, answers: &mut Answers) -> Result<()> {
    let region = answers.settings.region.as_deref().unwrap_or(LOCAL_REGION);
    answers.settings.region = Some(ask("AWS region", region, check_region)?);
    let default = match answers.honeycomb_url() {
        HONEYCOMB_EU => Site::Eu,
        _ => Site::Us,
    };
    let site = choose("Honeycomb site", &default)?;
    // another address of the environment, such as a proxy's, stands before either site
    answers.settings.honeycomb.api_url = (site == Site::Eu).then(|| HONEYCOMB_EU.to_owned());
    let environment = answers.settings.rollbar_environment().to_owned();
    let environment = ask("Rollbar environment", &environment, check_text)?;
    answers.settings.rollbar.environment = Some(environment);
    ctx.output
        .note("Keys are not shown. Press Enter to skip a key or keep its value.");
    for (name, what) in CLOUD_SECRETS {
        let known = answers.secrets.iter().position(|(known, _)| *known == name);
        let question = match known {
            Some(at) => {
                let shown = mask(answers.secrets[at].1.expose_secret());
                format!("{what} ({name}, now {shown})")
            }
            None => format!("{what} ({name})"),
        };
        let Some(secret) = ask_secret(&question)? else {
            continue;
        };
        ctx.output
            .note(&format!("{what}: {}", mask(secret.expose_secret())));
        match known {
            Some(at) => answers.secrets[at].1 = secret,
            None => answers.secrets.push((name, secret)),
        }
    }
    Ok(())
}

/// Asks for one of the values of a flag.
fn choose<T: ValueEnum>(question: &str, default: &T) -> Result<T> {
    let name = |value: &T| Some(value.to_possible_value()?.get_name().to_owned());
    let names: Vec<String> = T::value_variants().iter().filter_map(name).collect();
    let question = question_with_choices(question, &names);
    let default = name(default).unwrap_or_default();
    let check = |text: &str| match T::from_str(text, false) {
        Ok(_) => Ok(()),
        Err(_) => Err(format!("type one of {}", names.join(", "))),
    };
    let answer = ask(&question, &default, check)?;
    T::from_str(&answer, false).map_err(Error::usage)
}

/// `Where to store them: gitpod, dotenv or none`
fn question_with_choices(question: &str, names: &[String]) -> String {
    match names {
        [others @ .., last] if !others.is_empty() => {
            format!("{question}: {} or {last}", others.join(", "))
        }
        names => format!("{question}: {}", names.concat()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_names_every_choice() {
        let names = ["gitpod", "dotenv", "none"].map(str::to_owned);
        let question = |names| question_with_choices("Where to store them", names);
        assert_eq!(
            question(&names),
            "Where to store them: gitpod, dotenv or none"
        );
        assert_eq!(
            question(&names[..2]),
            "Where to store them: gitpod or dotenv"
        );
        assert_eq!(question(&names[..1]), "Where to store them: gitpod");
    }
}
