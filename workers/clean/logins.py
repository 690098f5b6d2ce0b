"""Pages for logging in: what they are titled, and how they address a reader. Data."""

from __future__ import annotations

from workers.clean.kinds import Kind
from workers.clean.reads import READS

LOGINS = Kind(
    "stub-login",
    "a page for logging in stands where the article should be",
    titles={
        "en": (
            "(log|sign) ?in( .{0,40})?",
            "(create|register) (an |your |a free )?account",
            "register( to (read|continue).{0,30})?",
        ),
        "de": ("(anmelden|einloggen|registrieren|login)( .{0,30})?",),
        "fr-es-it-pt": (
            "(se connecter|connexion|identifiez-vous|iniciar sesión|inicia sesión|accedi|entrar)( .{0,30})?",
        ),
        "nl-sv-da-no": ("(inloggen|aanmelden|logga in|log ind|logg inn)( .{0,30})?",),
        "pl": ("(zaloguj( się)?|logowanie|rejestracja|załóż konto)( .{0,30})?",),
        "tr": ("(giriş yap(ın)?|üye girişi|oturum aç(ın)?|üye ol(un)?|kayıt ol(un)?)( .{0,30})?",),
        "ru-uk": ("(вход|войти|авторизация|регистрация|увійти|вхід|реєстрація)( .{0,30})?",),
        "ja-zh-ko": ("(ログイン|会員登録|新規登録|登录|登入|注册|註冊|로그인|회원가입).{0,12}",),
    },
    phrases={
        "en": (
            r"(log|sign) in (to|with|using) (your|an?|google|facebook|apple|continue|read|view)",
            r"forg(ot|otten) (your )?password\?",
            r"(don['’]t|do not|already) have an account\?|new (here|user)\?",
            r"(?m:(^|[.!?|] )\W*(create|register for) (an|a free) account)|create your account",
            r"(enter|confirm) your (e-?mail|password)",
            r"remember me|keep me (logged|signed) in",
        ),
        "de": (
            r"passwort vergessen\?",
            r"(noch|sie haben) (kein|bereits ein) (konto|account|benutzerkonto)",
            r"(melden sie sich|bitte) .{0,20}an(melden)?\b.{0,30}(lesen|konto)",
            r"jetzt (registrieren|anmelden)",
            r"e-mail-adresse (eingeben|bestätigen)",
            r"angemeldet bleiben",
        ),
        "fr": (
            r"mot de passe oublié",
            r"(pas encore|vous avez déjà) .{0,20}compte",
            r"(connectez-vous|identifiez-vous) (pour|à votre)",
            r"(créer|créez) (un|votre) compte",
            r"rester connecté",
        ),
        "es-pt": (
            r"(olvidado|olvidaste|esqueceu) .{0,20}(contraseña|senha|palavra-passe)",
            r"(no tienes|ya tienes|não tem|já tem) .{0,12}(cuenta|conta)",
            r"(inicia|inicie) sesión (para|con)|(entre|faça login) (para|com|na sua conta)",
            r"(crea|crear|crie|criar) (una|tu|uma|sua) (cuenta|conta)",
            r"(introduce|ingresa|digite|insira) (tu|su|seu|sua) (correo|contraseña|e-?mail|senha)",
        ),
        "it": (
            r"password dimenticata",
            r"(non hai|hai già) .{0,20}account",
            r"(accedi|registrati) (per|con|al tuo)",
            r"inserisci (la tua|il tuo) (e-?mail|password)",
        ),
        "nl": (
            r"wachtwoord vergeten",
            r"(nog geen|heb je al een|heeft u al een) account",
            r"(log in|meld je aan) (om|met|op je)",
            r"(maak|registreer) .{0,20}account( aan)?",
            r"(blijf|ingelogd) (ingelogd|blijven)",
        ),
        "pl": (
            r"(nie pamiętasz|zapomniałe[śm]|zapomniał[aeś]+ś?) .{0,12}hasł",
            r"(nie masz|masz już|nie posiadasz) .{0,20}kont[ao]",
            r"zaloguj się.{0,20}(aby|by|żeby|do|przez|i czytaj)",
            r"(załóż|utwórz|zarejestruj) (bezpłatne |darmowe |nowe |się)?\s?(konto|aby|i)",
            r"(podaj|wpisz|wprowadź) (swój |swoje )?(adres e-?mail|e-?mail|hasło|login)",
            r"(zapamiętaj mnie|nie wylogowuj mnie)",
        ),
        "tr": (
            r"(şifremi|parolamı|şifrenizi( mi)?|parolanızı( mı)?) unut",
            r"(hesabın(ız)?|üyeliğin(iz)?) (yok mu|var mı)|zaten (üye misin(iz)?|hesabınız)",
            r"(okumak|devam etmek|görüntülemek|okumaya) .{0,30}(giriş yap|üye girişi yap|oturum aç|üye ol)",
            r"(hemen |ücretsiz )(üye|kayıt|hesap) (ol|oluştur)|yeni hesap (oluştur|aç)",
            r"(e-?posta adresin\w*|şifren\w*|parolan\w*) (gir|yaz|doğrula)",
            r"beni hatırla|oturumu(mu)? açık (tut|bırak)",
        ),
        "sv-da-no": (
            r"glömt (ditt )?lösenord|glemt (din |ditt )?(adgangskode|passord)",
            r"(har du inget|har du redan ett|har du ikke|har du allerede) .{0,12}(konto|profil)",
            r"(logga in|log ind|logg inn) (för att|med|for at|for å)",
            r"(skapa|opret|opprett) (ett |en )?(konto|profil)",
        ),
        "ru-uk": (
            r"забыли пароль|забули пароль",
            r"(нет аккаунта|ещ[её] не зарегистрированы|уже есть аккаунт|немає (акаунта|облікового запису))",
            r"(войдите|авторизуйтесь|зарегистрируйтесь|увійдіть|зареєструйтеся),? .{0,20}(чтобы|щоб|для|через)",
            r"(введите|введіть) (ваш |свой |вашу |свій )?(e-?mail|пароль|почту|адрес|пошту)",
            r"запомнить меня|запам['’]ятати мене",
        ),
        "ja": (
            r"パスワードを(お)?忘れ(の方|た)",
            r"(アカウント|会員)(を|で|に)?(お持ちで(ない|す)|ない方|登録がお済みで)",
            r"(続き|全文|記事).{0,20}(ログイン|会員登録)",
            r"(メールアドレス|パスワード|id)を?(入力|ご入力)",
        ),
        "zh": (
            r"忘记密码|忘記密碼",
            r"(没有|還沒有|还没有|沒有|已有)(账号|帐号|帳號|账户)",
            r"(登录|登入|注册|註冊)(后|後|即可|以).{0,8}(阅读|閱讀|继续|繼續|查看)",
            r"(请|請)(输入|輸入).{0,8}(密码|密碼|邮箱|信箱|手机|手機|验证码|驗證碼)",
        ),
        "ko": (
            r"(비밀번호|아이디).{0,6}(찾기|잊으)",
            r"로그인.{0,10}(하세요|해 ?주세요|하시면|후 이용)",
            r"로그인 상태 유지",
        ),
    },
    about={
        "any": (
            (
                r"passwor[dt]|passwörter|log-?ins?\b|sign-?ins?\b|accounts?\b|\bkont(o|en|a|ach)\b"
                r"|mots? de passe|contraseña"
            ),
            r"senhas?\b|wachtwoord|hasł[oaem]|parola|şifre|hesap|lösenord|adgangskode|passord",
            "парол|аккаунт|акаунт|パスワード|アカウント|密码|密碼|账号|帳號|비밀번호|계정",
        ),
    },
    reads=READS,
)
