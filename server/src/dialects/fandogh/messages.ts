// Every text that the Fandogh dialect sends, in English and in Persian: no other file of the dialect holds one.
import type { FastifyRequest } from 'fastify';

/** `/fa/api` speaks Persian, `/api` English (fandogh.md 1.1: the prefix changes the language and nothing else). */
export type Language = 'en' | 'fa';

const english = {
  secretCreated: (name: string) => `The secret ${name} has been created.`,
  secretReplaced: (name: string) => `The secret ${name} has been replaced.`,
  secretDeleted: (name: string) => `The secret ${name} has been deleted.`,

  wrongCredentials: 'Username or password is wrong',
  unauthenticated: 'The token is missing, not valid or expired. Please log in again.',
  forbidden: 'Your role in this namespace does not allow this.',

  secretNotFound: 'There is no such secret in this namespace.',
  namespaceNotFound: 'There is no such namespace.',
  routeNotFound: 'There is nothing at this address.',
  methodNotAllowed: 'This address does not know this method.',
  // The dashboard looks for the word Namespace, with a capital N, in this one and the next (fandogh.md 1.5).
  namespaceRefused: 'The Namespace does not exist or is not one of yours.',
  namespaceUnchosen: 'You have more than one Namespace. Choose one with the ACTIVE-NAMESPACE header.',

  required: 'This field is required.',
  notBlank: 'This field must not be empty.',
  notString: 'This field must be a string.',
  notObject: 'This field must be an object whose values are strings.',
  unknownField: 'This field is not known here.',
  unknownFields: 'There are fields that are not known here.',
  nameTooLong: 'The name must have at most 253 characters.',
  nameAlphabet:
    'The name must hold only lower-case letters, digits, - and . and start and end with a letter or digit.',
  nameTaken: 'There is already a secret of this name in this namespace.',
  nameTakenHidden:
    'This name is taken by a secret that cannot be shown here, because its content is of another shape.',
  renameRefused: 'A secret cannot be renamed: this must be the name in the address.',
  typeUnknown: 'The type must be docker-registry or environment-secret.',
  retypeRefused: (type: string) => `The type of a secret cannot be changed: this one is ${type}.`,
  serverSpaces: 'The server must not hold spaces or control characters.',

  // Faults that the framework or core found; their own words are safe for the caller, but English.
  invalid: (words: string) => words,
  bodyNotObject: 'The body must be a JSON object.',
  bodyNotJson: 'The body must be valid JSON with each member only once.',
  conflict: 'This clashes with another secret in this namespace.',
  versionMismatch: 'The secret has changed in the meantime. Please try again.',
  gone: 'This secret has expired or was destroyed.',
  quotaExceeded: 'A limit of this namespace has been reached.',
  tooLarge: (max: number | undefined) =>
    max === undefined
      ? 'The request is too large.'
      : `The request is too large: at most ${max} bytes are allowed.`,
  mediaType: 'The body must be sent as application/json.',
  rateLimited: 'There were too many requests. Please wait a little and try again.',
  sealed: 'The server is sealed and cannot read any secret now.',
  unavailable: 'The server cannot do this right now. Please try again.',
  internal: 'There was an error in the server.',
};

export type Messages = typeof english;

const persian: Messages = {
  secretCreated: (name) => `سکرت ${name} ساخته شد.`,
  secretReplaced: (name) => `سکرت ${name} جایگزین شد.`,
  secretDeleted: (name) => `سکرت ${name} حذف شد.`,

  wrongCredentials: 'نام کاربری یا گذرواژه نادرست است',
  unauthenticated: 'توکن ارسال نشده، نامعتبر است یا منقضی شده است. لطفا دوباره وارد شوید.',
  forbidden: 'نقش شما در این فضای نام اجازه‌ی این کار را نمی‌دهد.',

  secretNotFound: 'چنین سکرتی در این فضای نام وجود ندارد.',
  namespaceNotFound: 'چنین فضای نامی وجود ندارد.',
  routeNotFound: 'در این نشانی چیزی وجود ندارد.',
  methodNotAllowed: 'این نشانی این متد را نمی‌شناسد.',
  namespaceRefused: 'این فضای نام (Namespace) وجود ندارد یا متعلق به شما نیست.',
  namespaceUnchosen: 'شما بیش از یک فضای نام (Namespace) دارید. یکی را با هدر ACTIVE-NAMESPACE انتخاب کنید.',

  required: 'این فیلد الزامی است.',
  notBlank: 'این فیلد نباید خالی باشد.',
  notString: 'این فیلد باید رشته باشد.',
  notObject: 'این فیلد باید یک شیء با مقدارهای رشته‌ای باشد.',
  unknownField: 'این فیلد اینجا شناخته‌شده نیست.',
  unknownFields: 'فیلدهایی وجود دارند که اینجا شناخته‌شده نیستند.',
  nameTooLong: 'نام باید حداکثر ۲۵۳ نویسه داشته باشد.',
  nameAlphabet: 'نام باید فقط شامل حروف کوچک انگلیسی، رقم، - و . باشد و با حرف یا رقم آغاز و تمام شود.',
  nameTaken: 'سکرتی با این نام در این فضای نام وجود دارد.',
  nameTakenHidden: 'این نام متعلق به سکرتی است که به دلیل شکل محتوایش اینجا نمایش داده نمی‌شود.',
  renameRefused: 'نام سکرت را نمی‌توان تغییر داد: این مقدار باید با نام موجود در نشانی یکی باشد.',
  typeUnknown: 'نوع باید docker-registry یا environment-secret باشد.',
  retypeRefused: (type) => `نوع سکرت را نمی‌توان تغییر داد: نوع این سکرت ${type} است.`,
  serverSpaces: 'نشانی سرور نباید فاصله یا نویسه‌ی کنترلی داشته باشد.',

  invalid: () => 'ورودی معتبر نیست.',
  bodyNotObject: 'بدنه‌ی درخواست باید یک شیء JSON باشد.',
  bodyNotJson: 'بدنه‌ی درخواست باید JSON معتبر باشد و هر عضو فقط یک بار بیاید.',
  conflict: 'این درخواست با سکرت دیگری در این فضای نام تداخل دارد.',
  versionMismatch: 'سکرت در این فاصله تغییر کرده است. لطفا دوباره تلاش کنید.',
  gone: 'این سکرت منقضی یا نابود شده است.',
  quotaExceeded: 'محدودیت این فضای نام پر شده است.',
  tooLarge: (max) =>
    max === undefined
      ? 'درخواست بیش از حد بزرگ است.'
      : `درخواست بیش از حد بزرگ است: حداکثر ${max} بایت مجاز است.`,
  mediaType: 'بدنه‌ی درخواست باید به صورت application/json ارسال شود.',
  rateLimited: 'تعداد درخواست‌ها بیش از حد است. لطفا کمی صبر کنید و دوباره تلاش کنید.',
  sealed: 'سرور مهر و موم است و اکنون نمی‌تواند سکرتی را بخواند.',
  unavailable: 'سرور اکنون نمی‌تواند این کار را انجام دهد. لطفا دوباره تلاش کنید.',
  internal: 'خطایی در سرور رخ داد.',
};

export const CATALOGUE: Readonly<Record<Language, Messages>> = { en: english, fa: persian };

/** The texts in the language of the request's prefix. */
export function messagesFor(request: Pick<FastifyRequest, 'url'>): Messages {
  return CATALOGUE[request.url.startsWith('/fa/') ? 'fa' : 'en'];
}
